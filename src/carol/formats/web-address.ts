/** Addresses of pages as people write them, made into URIs that every reader takes. */
import { parseUrl } from '../../http/parse-url.js';

/** A host as people type it, without a scheme: `example.org`, `example.org/ada`. */
const BARE_HOST = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#].*)?$/u;
/** What the web takes in a path, a query or a fragment, and a URI (RFC 3986) does not. */
const NOT_IN_URI = /%(?![\da-f]{2})|[^\w.~\-:/?@!$&'()*+,;=%]/gi;
/** The longest that is taken for an address, in characters. */
const MAX_LENGTH = 2_000;
const AUTHORITY = /^https?:\/\/(([\w.~\-!$&'()*+,;=:]|%[\da-f]{2})+@)?([\w.~-]+|\[[\da-f:.]+\])(:\d+)?$/i;

/**
 * The address as a URI of the web; nothing where it is none. Scripts and whatever else opens no page are none.
 * @example webAddress('example.org/ada') // 'https://example.org/ada'
 * @example webAddress('javascript:alert(1)') // undefined
 */
export function webAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) return undefined;
  const address = BARE_HOST.test(trimmed) ? `https://${trimmed}` : trimmed;
  const url = /^https?:\/\//i.test(address) ? parseUrl(address) : undefined;
  if (!url) return undefined;
  const [, authority = '', rest = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/.exec(url.href) ?? [];
  if (!AUTHORITY.test(authority)) return undefined;
  const [page = '', ...fragment] = rest.split('#').map((part) => part.replace(NOT_IN_URI, percentEncoded));
  return `${authority}${page}${fragment.length > 0 ? `#${fragment.join('%23')}` : ''}`;
}

/** Of one ASCII character. */
const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
