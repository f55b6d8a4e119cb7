/** Addresses of pages as people write them, made into URIs that every reader takes. */

/** A host as people type it, without a scheme: `example.org`, `example.org/ada`. */
const BARE_HOST = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#].*)?$/u;
/** The characters of a URI (RFC 3986). */
const URI = /^https?:\/\/([^\s/?#@]+@)?[\w.~\-%[\]:]+([/?#]([\w.~\-:/?#@!$&'()*+,;=]|%[0-9a-f]{2})*)?$/i;

/**
 * The address as a URI of the web; nothing where it is none. Scripts and whatever else opens no page are none.
 * @example webAddress('example.org/ada') // 'https://example.org/ada'
 * @example webAddress('javascript:alert(1)') // undefined
 */
export function webAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const address = BARE_HOST.test(trimmed) ? `https://${trimmed}` : trimmed;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { href } = new URL(address);
  return URI.test(href) ? href : undefined;
}
