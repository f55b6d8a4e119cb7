/** A row as PostgreSQL sends it: its values one behind the other, each as its length and the bytes of its text. */
import { Buffer } from 'node:buffer';

/**
 * Where a row's values begin: of each, four bytes (big-endian) say how many bytes it has, which follow; -1 is null and has none. It is the
 * message DataRow of PostgreSQL's protocol behind the number of its columns. Texts are UTF-8 without a fault.
 */
export interface PackedRow {
  readonly bytes: Buffer;
  readonly at: number;
}

/** Of a value that is null. */
export const NULL_LENGTH = -1;

/** Bytes that say how long a value is. */
export const LENGTH_BYTES = 4;

/** The length that stands there, or `NULL_LENGTH`. */
export const lengthAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

/** Packs texts that come from elsewhere. */
export function packTexts(texts: readonly (string | null)[]): PackedRow {
  let size = 0;
  for (const text of texts) size += LENGTH_BYTES + (text === null ? 0 : Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const text of texts) {
    const length = text === null ? NULL_LENGTH : bytes.write(text, at + LENGTH_BYTES);
    at = bytes.writeInt32BE(length, at) + Math.max(0, length);
  }
  return { bytes, at: 0 };
}

/** The value whose length stands there, and where the next one begins. */
export function textAt(bytes: Buffer, at: number): { readonly text: string | null; readonly end: number } {
  const length = lengthAt(bytes, at);
  const start = at + LENGTH_BYTES;
  if (length === NULL_LENGTH) return { text: null, end: start };
  return { text: bytes.toString('utf8', start, start + length), end: start + length };
}
