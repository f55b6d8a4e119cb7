/** Writes YAML as bytes, from texts that are UTF-8: the same as `YamlWriter`, without a string for each text. */
import { Buffer } from 'node:buffer';
import { byteStyle } from './byte-style.js';
import { writeScalar } from './write-scalar.js';

const FIRST_BYTES = 16 * 1024;
/** A buffer that grew beyond that for a long text is not made so large again. */
const USUAL_BYTES = 512 * 1024;
const NONE = Buffer.alloc(0);
/** Below this a loop is faster than a call of what copies bytes. */
const FEW_BYTES = 48;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x27;
const PLUS = 0x2b;
const DASH = 0x2d;
const BAR = 0x7c;

/** Bytes that are collected in memory; whoever writes drains them with `take` before they become many. */
export class YamlBytes {
  #bytes = NONE;
  #length = 0;
  /** Of the next buffer, which is made when something is written. */
  #size = FIRST_BYTES;

  /** Bytes that `take` would return. */
  get length(): number {
    return this.#length;
  }

  /** What was written since the last call, in memory of its own. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#size = Math.max(FIRST_BYTES, Math.min(this.#bytes.length, USUAL_BYTES));
    this.#bytes = NONE;
    this.#length = 0;
    return taken;
  }

  /** Bytes as they are. */
  raw(bytes: Buffer, start = 0, end = bytes.length): void {
    this.#reserve(end - start);
    this.#copy(bytes, start, end);
  }

  /** A text as it is. */
  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** So many spaces. */
  indent(column: number): void {
    this.#reserve(column);
    this.#indent(column);
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
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
    this.#reserve(2 * (end - start) + 2);
    const written = this.#bytes;
    let length = this.#length;
    written[length++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      written[length++] = byte;
      if (byte === QUOTE) written[length++] = QUOTE;
    }
    written[length++] = QUOTE;
    this.#length = length;
  }

  /** Without the line break that ends it. */
  #literal(bytes: Buffer, start: number, end: number, column: number): void {
    const isEnded = bytes[end - 1] === LINE_FEED;
    const last = isEnded ? end - 1 : end;
    this.#reserve(3 + column + last - start + column * lineBreaks(bytes, start, last));
    this.#bytes[this.#length++] = BAR;
    if (!isEnded) this.#bytes[this.#length++] = DASH;
    else if (bytes[last - 1] === LINE_FEED) this.#bytes[this.#length++] = PLUS;
    this.#bytes[this.#length++] = LINE_FEED;
    for (let from = start; from < last;) {
      const to = endOfLine(bytes, from, last);
      // A line that is empty has no indentation.
      if (bytes[from] !== LINE_FEED) this.#indent(column);
      this.#copy(bytes, from, to);
      from = to;
    }
  }

  #indent(column: number): void {
    for (let left = column; left > 0; left--) this.#bytes[this.#length++] = SPACE;
  }

  #copy(bytes: Buffer, start: number, end: number): void {
    if (end - start > FEW_BYTES) {
      this.#length += bytes.copy(this.#bytes, this.#length, start, end);
      return;
    }
    const written = this.#bytes;
    let length = this.#length;
    for (let at = start; at < end; at++) written[length++] = bytes[at] as number;
    this.#length = length;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, this.#size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
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
