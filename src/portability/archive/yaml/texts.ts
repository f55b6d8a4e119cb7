/** What no scalar may hold: the database takes neither NUL nor half a character, and not more than so many bytes. */

/** Whether no surrogate stands alone. (The compiler's library is older than `String.isWellFormed`.) */
export const isWellFormed = (text: string): boolean =>
  (text as string & { isWellFormed(): boolean }).isWellFormed();

/** UTF-8 needs at most three bytes for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/** What is wrong with a text for a person, or undefined. */
export function unusableText(text: string, maximumBytes: number): string | undefined {
  if (text.length * BYTES_PER_UNIT > maximumBytes && Buffer.byteLength(text) > maximumBytes) {
    return `This text is longer than ${maximumBytes} bytes. Shorten it.`;
  }
  if (text.includes('\0')) return 'This text holds a NUL character. Remove it.';
  if (!isWellFormed(text)) return 'This text holds half a character (a lone surrogate). Remove it.';
  return undefined;
}

/** What stands in for a text that was refused: what comes after must be able to handle it, the database too. */
export const usableText = (text: string): string => Buffer.from(text.replaceAll('\0', '')).toString();

/** Eight hexadecimal digits may name more than Unicode has. */
const LONG_ESCAPE = /\\(?:U([0-9A-Fa-f]{8})|[^U])/gs;

/** Whether what stands between double quotes escapes a character that does not exist; js-yaml makes another one of it. */
export function escapesBeyondUnicode(raw: string): boolean {
  for (const [, digits] of raw.matchAll(LONG_ESCAPE)) {
    if (digits !== undefined && Number.parseInt(digits, 16) > 0x10ffff) return true;
  }
  return false;
}
