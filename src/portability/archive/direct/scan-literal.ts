/** Copies literal blocks of canonical YAML, as a column of COPY has them. */
import { HAND_OVER } from '../yaml/fast-scanner.js';
import type { ByteScanner } from './byte-scanner.js';
import type { CopyLines } from './copy-lines.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;

/** From the `|` on to the beginning of the line behind the block, whose lines must begin in that column, from 0. */
export function copyLiteral(scanner: ByteScanner, lines: CopyLines, column: number): void {
  const { bytes } = scanner;
  const chomping = bytes[++scanner.at];
  if (chomping === PLUS || chomping === MINUS) scanner.at++;
  scanner.endLine();
  const begin = scanner.at;
  /** Line breaks behind what was copied. */
  let breaks = 0;
  for (let isFirst = true; scanner.at < scanner.end; isFirst = false) {
    let { at } = scanner;
    const text = at + column;
    while (at < text && bytes[at] === SPACE) at++;
    if (bytes[at] === LINE_FEED) {
      // The first line tells the indentation.
      if (isFirst) throw HAND_OVER;
      breaks++;
      scanner.at = at;
    } else {
      if (at < text) break;
      if (isFirst && bytes[at] === SPACE) throw HAND_OVER;
      scanner.at = at;
      const end = scanner.literalLine();
      lines.lineBreaks(breaks);
      lines.copyEscaped(bytes, at, end);
      breaks = 1;
      scanner.at = end;
    }
    scanner.endLine();
  }
  if (breaks === 0 || scanner.at - begin > scanner.mostBytes) throw HAND_OVER;
  if (chomping !== MINUS) lines.lineBreaks(chomping === PLUS ? breaks : 1);
}
