/** Lines of COPY's text format (PostgreSQL manual, COPY, "Text Format") as bytes, in a buffer that grows. */
import { Buffer } from 'node:buffer';
import { copyText } from '../staged-row.js';

const FIRST_BYTES = 16 * 1024;
/** A buffer that grew beyond that for a long text is not made so large again. */
const USUAL_BYTES = 512 * 1024;
/** Below this a loop is faster than a call of what copies bytes. */
const FEW_BYTES = 64;

const TAB = 0x09;
const BACKSLASH = 0x5c;
const LETTER_T = 0x74;
const LETTER_N = 0x6e;
const ZERO = 0x30;

/** The most bytes that a byte of a text becomes. */
const LONGEST_ESCAPE = 2;
/** Of a number that is exact in JavaScript. */
export const NUMBER_BYTES = 16;

/** Whoever writes `bytes` at `length` calls `reserve` before. */
export class CopyLines {
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Bytes that are written. */
  length = 0;
  /** Lines that are written. */
  rows = 0;
  /** Bytes for which there is room behind those that somebody makes room for. */
  margin = 0;

  #markedLength = 0;
  #markedRows = 0;

  /** Remembers how far it is written. */
  mark(): void {
    this.#markedLength = this.length;
    this.#markedRows = this.rows;
  }

  /** Lines that were written since it was marked. */
  get newRows(): number {
    return this.rows - this.#markedRows;
  }

  /** Forgets what was written since it was marked. */
  reset(): void {
    this.length = this.#markedLength;
    this.rows = this.#markedRows;
  }

  /** Makes room for so many bytes behind those that are written. */
  reserve(count: number): void {
    const needed = this.length + count + this.margin;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** A whole line with its line break. */
  addLine(line: string): void {
    this.#write(line);
    this.rows++;
  }

  /** What was written since the last call, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.bytes;
    const taken = new Uint8Array(buffer, 0, this.length);
    this.bytes = Buffer.allocUnsafeSlow(Math.min(this.bytes.length, USUAL_BYTES));
    this.length = 0;
    this.rows = 0;
    return taken;
  }

  byte(byte: number): void {
    this.bytes[this.length++] = byte;
  }

  /** Bytes that need no escape, for which there is room. */
  copy(source: Uint8Array, from: number, to: number): void {
    const { bytes } = this;
    let at = this.length;
    if (to - from > FEW_BYTES) bytes.set(source.subarray(from, to), at);
    else for (let index = from; index < to; index++) bytes[at++] = source[index] as number;
    this.length += to - from;
  }

  /** Bytes of a text without line breaks; makes room for them. */
  copyEscaped(source: Uint8Array, from: number, to: number): void {
    this.reserve(LONGEST_ESCAPE * (to - from));
    const { bytes } = this;
    let at = this.length;
    for (let index = from; index < to; index++) {
      const byte = source[index] as number;
      if (byte === BACKSLASH || byte === TAB) bytes[at++] = BACKSLASH;
      bytes[at++] = byte === TAB ? LETTER_T : byte;
    }
    this.length = at;
  }

  /** So many line breaks of a text; makes room for them. */
  lineBreaks(count: number): void {
    this.reserve(LONGEST_ESCAPE * count);
    for (let index = 0; index < count; index++) {
      this.byte(BACKSLASH);
      this.byte(LETTER_N);
    }
  }

  /** A text of any signs; makes room for it. */
  text(text: string): void {
    this.#write(copyText(text));
  }

  /** A whole number from 0, for which there is room. */
  number(value: number): void {
    const { bytes } = this;
    let rest = value;
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tens = Math.floor(rest / 10);
      bytes[at] = ZERO + rest - 10 * tens;
      rest = tens;
    }
    this.length += digits;
  }

  #write(text: string): void {
    const most = 3 * text.length;
    this.reserve(most <= this.bytes.length ? most : Buffer.byteLength(text));
    this.length += this.bytes.write(text, this.length);
  }
}
