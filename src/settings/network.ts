/** The settings about the network: where the service listens, how people reach it, whom it believes. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { parseUrl } from '../http/parse-url.js';
import { SERVICE_SEGMENTS } from '../http/service-segments.js';
import { secret, variable } from './variable.js';

/** What Express takes as `trust proxy`: how many proxies stand before the service, or their addresses and subnets. */
export type TrustedProxies = number | readonly string[];

/** Names of address ranges that Express knows. */
const RANGES: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];
const MOST_HOPS = 32;

/** First segments of paths of the service's own: a public path that began so could not be told from them. */
const OWN_SEGMENTS: readonly string[] = [...SERVICE_SEGMENTS, 'sign-in', 'account', '_expo', 'assets'];

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** Undefined: no proxy is believed. */
const trustedProxies = z
  .string()
  .default('0')
  .refine((text) => (/^\d+$/.test(text) ? Number(text) <= MOST_HOPS : listOf(text).every(isAddressRange)))
  .transform((text): TrustedProxies | undefined => {
    if (!/^\d+$/.test(text)) return Object.freeze(listOf(text));
    return Number(text) === 0 ? undefined : Number(text);
  });

/** A range of all addresses would let anybody choose their own. */
function isAddressRange(text: string): boolean {
  if (RANGES.includes(text)) return true;
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** As browsers write them in the header Origin. */
const origins = z
  .string()
  .default('')
  .refine((text) => listOf(text).every((each) => originOf(each) === each))
  .transform((text): readonly string[] => Object.freeze(listOf(text)));

function originOf(text: string): string | undefined {
  return /^https?:\/\//.test(text) ? parseUrl(text)?.origin : undefined;
}

/** An http(s) URL whose path is of plain segments, with no slash at its end. */
const publicUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+(\/[\w~-][\w.~-]*)*\/?$/)
  .refine((text) => {
    const url = parseUrl(text);
    return url !== undefined && !OWN_SEGMENTS.includes(url.pathname.split('/')[1] ?? '');
  })
  .transform((text) => text.replace(/\/$/, ''))
  .optional();

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));

const host = z
  .string()
  .regex(/^[\w.:-]+$/)
  .default('127.0.0.1');

const ADDRESS = 'an address to listen on, such as 127.0.0.1 or 0.0.0.0';

export const NETWORK_VARIABLES = {
  PORT: variable(port.prefault('3000'), 'a port, 0 to 65535'),
  HOST: variable(host, ADDRESS),
  PUBLIC_URL: variable(
    publicUrl,
    'the http(s) URL that people use, such as https://carol.example or https://example.org/carol, with no path that is one of the service itself',
  ),
  TRUST_PROXY: variable(
    trustedProxies,
    'the number of proxies before the service (0 to 32), or their addresses and subnets: 10.0.0.0/8, fd00::/8, loopback, linklocal, uniquelocal',
  ),
  CORS_ORIGINS: variable(origins, 'origins with commas between them, such as https://app.example'),
  KEEP_ALIVE_SECONDS: variable(
    z
      .string()
      .regex(/^\d{1,4}$/)
      .prefault('75')
      .transform(Number)
      .pipe(z.int().min(1).max(3_600)),
    'seconds, 1 to 3600',
  ),
  METRICS_TOKEN: secret(
    z
      .string()
      .regex(/^[\w.~+/=-]{16,}$/)
      .optional(),
    'a token of 16 characters or more: letters, digits and - . _ ~ + / =',
  ),
  METRICS_PORT: variable(port.optional(), 'a port, 0 to 65535'),
  METRICS_HOST: variable(host, ADDRESS),
} as const;

/** The path of a public URL: empty, or with a slash before it and none after. */
export const basePathOf = (url: string): string => new URL(url).pathname.replace(/\/$/, '');
