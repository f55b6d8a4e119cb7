/** Takes the rows of an answer as the bytes that PostgreSQL sent, before the driver makes a text of each value. */
import type { Readable } from 'node:stream';

/** Rows as they came: messages DataRow of PostgreSQL's protocol (version 3, "Message Formats"), one behind the other. */
export interface DataRows {
  readonly bytes: Buffer;
  readonly count: number;
}

/** Bytes of a message's kind and of its length, which counts itself too. */
const HEADER_BYTES = 5;
/** And of the number of columns that a row begins with. */
export const ROW_HEADER_BYTES = HEADER_BYTES + 2;
const DATA_ROW = 'D'.charCodeAt(0);

const FIRST_BYTES = 64 * 1024;

/** Where the message that begins at `at` ends. */
export const endOfMessage = (bytes: Buffer, at: number): number => at + 1 + bytes.readInt32BE(at + 1);

/**
 * Keeps the rows of the one answer that is awaited from whoever listens to the stream of a connection, who gets everything else in its
 * order, as of a statement without rows. Between messages alone it may begin: when the answer before has ended.
 */
export class DataRowTap {
  readonly #listeners: readonly ((chunk: Buffer) => void)[];
  #rows = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;
  #count = 0;
  /** What has come of a header that is not whole yet. */
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerLength = 0;
  /** Bytes of the current message that are still to come, and whether it is a row. */
  #left = 0;
  #isRow = false;

  constructor(private readonly stream: Readable) {
    this.#listeners = stream.listeners('data') as ((chunk: Buffer) => void)[];
    for (const listener of this.#listeners) stream.off('data', listener);
    stream.on('data', this.#take);
  }

  /** Those that have come. */
  get rows(): DataRows {
    return { bytes: this.#rows.subarray(0, this.#length), count: this.#count };
  }

  /** Gives the stream back to those who listened. */
  end(): void {
    for (const listener of this.#listeners) this.stream.on('data', listener);
    this.stream.off('data', this.#take);
    if (this.#headerLength > 0) this.#pass(this.#header.subarray(0, this.#headerLength));
  }

  readonly #take = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length;) at = this.#left > 0 ? this.#body(chunk, at) : this.#begin(chunk, at);
  };

  /** @returns how far the chunk is used up */
  #begin(chunk: Buffer, at: number): number {
    const whole = this.#headerLength === 0 ? endOfRows(chunk, at, () => this.#count++) : at;
    if (whole > at) {
      this.#keep(chunk.subarray(at, whole));
      return whole;
    }
    const used = chunk.copy(this.#header, this.#headerLength, at);
    this.#headerLength += used;
    if (this.#headerLength < HEADER_BYTES) return at + used;
    this.#headerLength = 0;
    this.#isRow = this.#header[0] === DATA_ROW;
    this.#left = endOfMessage(this.#header, 0) - HEADER_BYTES;
    if (this.#isRow) {
      this.#count++;
      this.#keep(this.#header);
    } else this.#pass(Buffer.from(this.#header));
    return at + used;
  }

  #body(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    const part = chunk.subarray(at, end);
    this.#left -= part.length;
    if (this.#isRow) this.#keep(part);
    else this.#pass(part);
    return end;
  }

  #pass(bytes: Buffer): void {
    for (const listener of this.#listeners) listener.call(this.stream, bytes);
  }

  #keep(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#rows.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#rows.length));
      larger.set(this.#rows.subarray(0, this.#length));
      this.#rows = larger;
    }
    this.#length += bytes.copy(this.#rows, this.#length);
  }
}

/** Behind the rows that follow one another from there on and are whole. */
function endOfRows(chunk: Buffer, start: number, found: () => void): number {
  let at = start;
  while (at + HEADER_BYTES <= chunk.length && chunk[at] === DATA_ROW) {
    const end = endOfMessage(chunk, at);
    if (end > chunk.length) break;
    found();
    at = end;
  }
  return at;
}

/** The values of each row, as the bytes of their texts; they are views of the answer. */
export function valuesOf({ bytes, count }: DataRows): (Buffer | null)[][] {
  let at = 0;
  return Array.from({ length: count }, () => {
    at += ROW_HEADER_BYTES;
    return Array.from({ length: bytes.readInt16BE(at - 2) }, () => {
      const length = bytes.readInt32BE(at);
      const begin = at + 4;
      at = begin + Math.max(0, length);
      return length < 0 ? null : bytes.subarray(begin, at);
    });
  });
}
