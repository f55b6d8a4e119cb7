/** Takes what it can of an area file straight from its bytes: all of it while it is canonical, and then of each piece of text what is. */
import { Buffer, isUtf8 } from 'node:buffer';
import type { ByteSource } from '../yaml/byte-source.js';
import type { EntryScanner, TextPosition } from '../yaml/entry-scanner.js';
import { PIECE_SIZES } from '../yaml/pieces.js';
import { isHexadecimal } from './byte-shapes.js';
import type { RowReader } from './row-reader.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HASH = 0x23;

/** A scanner of one document. */
export function createEntryScanner(reader: RowReader): EntryScanner {
  const { scanner } = reader;
  let lastText = '';
  /** Two places that are the same, in the text and in its bytes. */
  let textAt = 0;
  let byteAt = 0;

  /** Makes bytes of the text, unless it is the one of the last time. */
  const load = (text: string): void => {
    if (text === lastText) return;
    const most = 3 * text.length;
    if (scanner.bytes.length < most) scanner.bytes = Buffer.allocUnsafeSlow(most);
    scanner.end = scanner.bytes.write(text);
    lastText = text;
    textAt = byteAt = 0;
  };

  return {
    readSource(source, isNew) {
      scanner.line = 1;
      for (const { bytes, isLast } of wholeEntries(source)) {
        scanner.bytes = bytes;
        scanner.at = scanner.line === 1 ? headOf(bytes) : 0;
        // A comment alone is no entry.
        if (isLast && scanner.at === bytes.length) break;
        scanner.line += scanner.at === 0 ? 0 : 1;
        scanner.end = bytes.length;
        reader.entries(isNew);
        if (scanner.at < scanner.end) break;
        if (isLast) return undefined;
      }
      return scanner.line;
    },
    read(text, { offset, line }, isNew): TextPosition {
      load(text);
      byteAt += Buffer.byteLength(text.slice(textAt, offset));
      scanner.at = byteAt;
      scanner.line = line;
      reader.entries(isNew);
      textAt = offset + scanner.bytes.toString('utf8', byteAt, scanner.at).length;
      byteAt = scanner.at;
      return { offset: textAt, line: scanner.line };
    },
  };
}

interface WholeEntries {
  /** Whole lines of UTF-8, up to where an entry begins or the document ends. */
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** The document in stretches, as far as it surely is a row of entries that are short. */
function* wholeEntries(source: ByteSource): Generator<WholeEntries, void> {
  let rest: Buffer = Buffer.alloc(0);
  for (const buffer of source.from(0)) {
    const bytes = Buffer.concat([rest, buffer]);
    if (!isUtf8(bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1))) return;
    const end = lastEntry(bytes);
    if (end > 0) yield { bytes: bytes.subarray(0, end), isLast: false };
    rest = bytes.subarray(Math.max(end, 0));
    if (rest.length > PIECE_SIZES.longEntry) return;
  }
  if (rest.at(-1) === LINE_FEED && isUtf8(rest)) yield { bytes: rest, isLast: true };
}

/** Where the last entry begins, if it does so with a UUID, or -1. */
function lastEntry(bytes: Buffer): number {
  for (
    let before = bytes.lastIndexOf(LINE_FEED);
    before !== -1;
    before = bytes.lastIndexOf(LINE_FEED, before - 1)
  ) {
    const first = bytes[before + 1];
    if (first !== undefined && isHexadecimal(first)) return before + 1;
    if (before === 0) break;
  }
  return -1;
}

/** The length of the comment that an export begins with. */
function headOf(bytes: Buffer): number {
  if (bytes[0] !== HASH) return 0;
  const head = bytes.subarray(0, bytes.indexOf(LINE_FEED) + 1);
  return head.includes(0) || head.includes(CARRIAGE_RETURN) ? 0 : head.length;
}
