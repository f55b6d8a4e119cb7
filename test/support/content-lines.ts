/** Reads the lines of vCards and calendars as strictly as their RFCs, and tells what of a text they can hold. */

/** Line breaks of any reader: Python's `splitlines` ends a line at each of them. */
const ANY_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** A text as it is read back: controls gone, line breaks alike. */
export const told = (text: string): string =>
  text.replace(ANY_BREAK, '\n').replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '');

/** Its lines without folds. Each physical line has 75 octets at most, is whole characters, and ends with CRLF alone. */
export function logicalLines(text: string): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  let pieces: string[] = [];
  for (let begin = 0; begin < bytes.length;) {
    const end = bytes.indexOf('\r\n', begin);
    if (end < 0 || end - begin > 75) throw new Error(`No line ends within 75 octets of ${begin}`);
    const line = decoder.decode(bytes.subarray(begin, end));
    if (line.search(ANY_BREAK) >= 0) throw new Error(`${JSON.stringify(line)} is two lines for some`);
    if (line.startsWith(' ')) pieces.push(line.slice(1));
    else {
      if (pieces.length > 0) lines.push(pieces.join(''));
      pieces = [line];
    }
    begin = end + 2;
  }
  return [...lines, pieces.join('')];
}

/** The parts of a structured value, unescaped. */
export function partsOf(value: string): string[] {
  const parts = [''];
  for (const [piece] of value.matchAll(/\\?[^]/gu))
    if (piece === ';') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece === '\\n' ? '\n' : piece.replace(/^\\/, '')}`);
  return parts;
}

/** Python's `str.split`, so that what readers trim or fold does not matter. */
export const words = (text: unknown): string =>
  String(text)
    .split(/[\s\u001c-\u001f\u0085]+/u)
    .join(' ')
    .trim();
