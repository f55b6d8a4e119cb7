/** Where the service is and how a request proves who asks. */
import { BASE_PATH } from './base-path';
import type { ApiPath } from './types';

export interface Connection {
  /** Origin and path, without a trailing slash; on the web the path alone, as page and API share one origin. */
  readonly baseUrl: string;
  /** A personal access token; absent on the web, where the session cookie speaks. Kept in memory only. */
  readonly token?: string;
}

export const SAME_ORIGIN: Connection = { baseUrl: BASE_PATH };

export function urlOf(connection: Connection, path: ApiPath): string {
  return connection.baseUrl + path;
}

/** Request headers (RFC 6750, section 2.1 for the token). */
export function headersOf(connection: Connection): Record<string, string> {
  const accept = { Accept: 'application/json, application/problem+json' };
  return connection.token ? { ...accept, Authorization: `Bearer ${connection.token}` } : accept;
}

/**
 * A server address as a person types it or copies it from a browser, made into a base URL; null when it is none.
 * `carol.example` means https; plain http has to be written out. A path is kept: the service may live below one.
 */
export function baseUrlFrom(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return null;
  try {
    if (/^(?!https?:)[a-z][a-z0-9+.-]*:\/\//i.test(text)) return null;
    const url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
    if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
    return url.origin + url.pathname.replace(/(\/(account|sign-in))?\/*$/, '');
  } catch {
    return null;
  }
}
