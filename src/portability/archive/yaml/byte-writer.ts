/** Writes YAML as bytes, from texts that are UTF-8: the same as `YamlWriter`, without a string for each text. */
import type { Buffer } from 'node:buffer';
import { ByteWriter } from '../byte-writer.js';
import { byteStyle } from './byte-style.js';
import { writeScalar } from './write-scalar.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x27;
const PLUS = 0x2b;
const DASH = 0x2d;
const BAR = 0x7c;

export class YamlBytes extends ByteWriter {
  /** So many spaces. */
  indent(column: number): void {
    this.reserve(column);
    this.#indent(column);
  }

  /**
   * A text in the style that it needs, and the line break behind it.
   * @param column where the lines of a literal block begin: two more than the key or the dash
   */
  scalar(bytes: Buffer, start: number, end: number, column: number): void {
    switch (byteStyle(bytes, start, end)) {
      case 'plain':
        this.raw(bytes, start, end);
        break;
      case 'single':
        this.#single(bytes, start, end);
        break;
      case 'literal':
        this.#literal(bytes, start, end, column);
        break;
      default:
        this.text(writeScalar(bytes.toString('utf8', start, end), column));
    }
    this.byte(LINE_FEED);
  }

  #single(bytes: Buffer, start: number, end: number): void {
    this.reserve(2 * (end - start) + 2);
    const { written } = this;
    let { used } = this;
    written[used++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      written[used++] = byte;
      if (byte === QUOTE) written[used++] = QUOTE;
    }
    written[used++] = QUOTE;
    this.used = used;
  }

  /** Without the line break that ends it. */
  #literal(bytes: Buffer, start: number, end: number, column: number): void {
    const isEnded = bytes[end - 1] === LINE_FEED;
    const last = isEnded ? end - 1 : end;
    this.reserve(3 + column + last - start + column * lineBreaks(bytes, start, last));
    this.written[this.used++] = BAR;
    if (!isEnded) this.written[this.used++] = DASH;
    else if (bytes[last - 1] === LINE_FEED) this.written[this.used++] = PLUS;
    this.written[this.used++] = LINE_FEED;
    for (let from = start; from < last;) {
      const to = endOfLine(bytes, from, last);
      // A line that is empty has no indentation.
      if (bytes[from] !== LINE_FEED) this.#indent(column);
      this.copy(bytes, from, to);
      from = to;
    }
  }

  #indent(column: number): void {
    for (let left = column; left > 0; left--) this.written[this.used++] = SPACE;
  }
}

function lineBreaks(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === LINE_FEED) count++;
  return count;
}

/** Behind the line break of the line, or where the text ends. */
function endOfLine(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== LINE_FEED) at++;
  return at < end ? at + 1 : end;
}
