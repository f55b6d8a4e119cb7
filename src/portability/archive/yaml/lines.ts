/** Decodes bytes to pieces of text that end where a line ends, with every line break as `\n`. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { YamlIssue } from './nodes.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = '\ufeff';
const BYTE_ORDER_MARK_BYTES = 3;

export interface LineOptions {
  /** Where the input begins in the file, bytes: at the beginning of a line. */
  readonly offset?: number;
  /** Pieces are about this long, bytes. */
  readonly pieceBytes: number;
  /** A line that is longer ends the reading through `tooLong`, bytes. */
  readonly maximumBytes: number;
  readonly tooLong: () => never;
  readonly report: (issue: YamlIssue) => void;
}

export interface Lines {
  readonly text: string;
  /** Where the text begins in the file, bytes; a byte order mark before it is not part of it. */
  readonly offset: number;
  /** Whether a line break took another number of bytes in the file. */
  readonly hasOtherBreaks: boolean;
  /** The number of the line behind the text. */
  readonly nextLine: number;
}

/**
 * Yields texts; all but the last end with `\n`. CRLF and a lone CR count as one break (YAML 1.2.2, section 5.4).
 * Strips one byte order mark. Ends at the first byte that is not UTF-8, which is reported.
 * Buffers may be reused by their owner as soon as the next one is asked for.
 */
export function* decodeLines(input: Iterable<Buffer>, options: LineOptions): Generator<Lines, void> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let line = 1;
  let offset = options.offset ?? 0;
  function* decode(bytes: Buffer): Generator<Lines, boolean> {
    const ascii = isAscii(bytes);
    if (!ascii && !isUtf8(bytes)) {
      options.report(firstInvalid(bytes, line));
      return false;
    }
    let text = bytes.toString(ascii ? 'latin1' : 'utf8');
    let begin = offset;
    if (begin === 0 && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.slice(1);
      begin = BYTE_ORDER_MARK_BYTES;
    }
    const hasOtherBreaks = text.includes('\r');
    if (hasOtherBreaks) text = text.replace(/\r\n?/g, '\n');
    line += countLines(text);
    offset += bytes.length;
    yield { text, offset: begin, hasOtherBreaks, nextLine: line };
    return true;
  }
  for (const buffer of input) {
    const start = pendingBytes;
    pending.push(Buffer.from(buffer));
    pendingBytes += buffer.length;
    if (pendingBytes < options.pieceBytes) continue;
    const cut = lastLineEnd(pending[pending.length - 1] as Buffer);
    if (cut === 0) {
      if (pendingBytes > options.maximumBytes) options.tooLong();
      continue;
    }
    const bytes = Buffer.concat(pending, pendingBytes);
    pending = [bytes.subarray(start + cut)];
    pendingBytes -= start + cut;
    if (!(yield* decode(bytes.subarray(0, start + cut)))) return;
  }
  if (pendingBytes > 0) yield* decode(Buffer.concat(pending, pendingBytes));
}

export function countLines(text: string): number {
  let count = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) count++;
  return count;
}

/** How many bytes there are up to the end of the last line that surely ends; a CR at the very end may be half of CRLF. */
function lastLineEnd(buffer: Buffer): number {
  const lineFeed = buffer.lastIndexOf(LINE_FEED) + 1;
  if (lineFeed > 0 || buffer.length < 2) return lineFeed;
  return buffer.subarray(0, -1).lastIndexOf(CARRIAGE_RETURN) + 1;
}

function firstInvalid(bytes: Buffer, firstLine: number): YamlIssue {
  const text = bytes.toString('utf8');
  let line = firstLine;
  let lineStart = 0;
  let compared = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
    if (
      code === 0xfffd &&
      (bytes[compared] !== 0xef || bytes[compared + 1] !== 0xbf || bytes[compared + 2] !== 0xbd)
    ) {
      return {
        line,
        column: offset - lineStart + 1,
        code: 'not-utf8',
        detail: 'This file is not UTF-8 from here on. Save it as UTF-8; the rest was not read.',
      };
    }
    compared += size;
    if (code === LINE_FEED || (code === CARRIAGE_RETURN && bytes[compared] !== LINE_FEED)) {
      line++;
      lineStart = offset + 1;
    }
  }
  throw new Error('the bytes are UTF-8');
}
