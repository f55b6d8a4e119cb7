/** Where the service is and how a request proves who asks. */
import type { ApiPath } from './types';

export interface Connection {
  /** Without a trailing slash; empty on the web, where page and API share one origin. */
  readonly origin: string;
  /** A personal access token; absent on the web, where the session cookie speaks. Kept in memory only. */
  readonly token?: string;
}

export const SAME_ORIGIN: Connection = { origin: '' };

export function urlOf(connection: Connection, path: ApiPath): string {
  return connection.origin + path;
}

/** Request headers (RFC 6750, section 2.1 for the token). */
export function headersOf(connection: Connection): Record<string, string> {
  const accept = { Accept: 'application/json, application/problem+json' };
  return connection.token ? { ...accept, Authorization: `Bearer ${connection.token}` } : accept;
}

/**
 * A server address as a person types it, made into an origin; null when it is none.
 * `carol.example` means https; plain http has to be written out.
 */
export function originFrom(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return null;
  try {
    const url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
    if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
    return url.origin;
  } catch {
    return null;
  }
}
