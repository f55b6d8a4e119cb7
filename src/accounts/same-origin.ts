/** Tells a request of our own pages from one that another site makes in a signed-in browser (CSRF). */
import type { Request } from 'express';
import { parseUrl } from '../http/parse-url.js';
import { PortabilityError } from '../portability/index.js';
import type { AccountsOptions } from './options.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LONGEST_ORIGIN = 100;

export const isWrite = (request: Request): boolean => !READS.has(request.method);

/**
 * Browsers send Origin with every POST, and Sec-Fetch-Site (W3C Fetch Metadata) wherever a page came over TLS or from this machine, and
 * cannot be made to lie about either. `same-origin` is their own word, which needs no comparison: it holds also where a proxy changes
 * the Host. A program that sends neither header holds no one else's cookies.
 * @throws PortabilityError `forbidden`
 */
export function assertOwnPage(
  request: Request,
  { publicUrl, otherOrigins = [] }: Pick<AccountsOptions, 'publicUrl' | 'otherOrigins'>,
): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (site === 'same-origin') return;
  if (origin !== undefined && otherOrigins.includes(origin)) return;
  // Express takes both from X-Forwarded-… where the proxy is trusted.
  const own = `${request.protocol}://${request.host ?? ''}`;
  const isForeignSite = site !== undefined && site !== 'none';
  const isForeignOrigin = origin !== undefined && origin !== own && origin !== new URL(publicUrl).origin;
  if (!isForeignSite && !isForeignOrigin) return;
  throw new PortabilityError(
    'forbidden',
    `Another site made this request${named(origin)}. Use the pages of this service at ${publicUrl} (PUBLIC_URL), or a personal access token. ` +
      'Whoever runs the service at another address sets PUBLIC_URL to it.',
  );
}

/** What is no origin is not repeated; `null` is that of a page without one. */
function named(origin: string | undefined): string {
  if (origin === undefined || parseUrl(origin)?.origin !== origin) return '';
  return origin.length > LONGEST_ORIGIN ? '' : `, one at ${origin}`;
}
