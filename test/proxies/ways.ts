/** The ways from a client to the service that are tested. */
import { caddyVersion, startCaddy } from '../support/caddy.js';
import { hasOpenssl, selfSigned } from '../support/certificate.js';
import { hasNginx, startNginx } from '../support/nginx.js';
import type { RunningProxy } from '../support/proxy-program.js';
import { documented } from './documented.js';

/** Of the service that is reached below a path. */
export const PUBLIC_URL = 'https://example.org/carol';

export interface Way {
  readonly name: string;
  /** What it needs and is not here. */
  readonly missing: string | null;
  /** What tells curl how to speak. */
  readonly curl: readonly string[];
  /** Whether the service has {@link PUBLIC_URL}. */
  readonly isBelowPath?: true;
  /** Whether it ends an answer that broke off as if it were whole. */
  readonly hidesFailures?: true;
  /** Whether somebody ends an answer that does not begin. */
  readonly hasTimeout?: true;
  /** Puts a proxy before the service. @param readTimeout seconds that it waits for its next word, where that is other than it says */
  start?(target: string, readTimeout?: number): Promise<RunningProxy>;
}

const nginx =
  (heading: string, files: () => Readonly<Record<string, string>> = () => ({})) =>
  (target: string, readTimeout?: number): Promise<RunningProxy> => {
    const servers = documented(heading);
    if (readTimeout === undefined) return startNginx(servers, target, { files: files() });
    return startNginx(servers.replace(/proxy_read_timeout \w+;/, ''), target, {
      defaults: [`proxy_read_timeout ${readTimeout}s;`],
      files: files(),
    });
  };

/** Until November 2023 (caddyserver/caddy#5952). */
const isOldCaddy = caddyVersion !== null && /^v?2\.[0-7]\./.test(caddyVersion);

const NO_NGINX = hasNginx ? null : 'needs nginx';

export const WAYS: readonly Way[] = [
  { name: 'HTTP/1.1', missing: null, curl: [] },
  { name: 'HTTP/1.0', missing: null, curl: ['-0'] },
  {
    name: 'nginx, the least',
    missing: NO_NGINX,
    curl: [],
    hasTimeout: true,
    start: nginx('nginx, the least'),
  },
  { name: 'nginx, better', missing: NO_NGINX, curl: [], hasTimeout: true, start: nginx('nginx, better') },
  {
    name: 'nginx, TLS, path',
    missing: hasOpenssl ? NO_NGINX : 'needs openssl',
    curl: ['-k'],
    isBelowPath: true,
    hasTimeout: true,
    start: nginx('nginx, with TLS and below a path', selfSigned),
  },
  {
    name: 'Caddy',
    missing: caddyVersion === null ? 'needs caddy' : null,
    curl: [],
    ...(isOldCaddy ? { hidesFailures: true as const } : {}),
    start: (target) => startCaddy(documented('Caddy'), target),
  },
];
