/** Decodes one 512-byte tar header and trusts none of its fields (POSIX ustar, GNU, v7). */
import { isUtf8 } from 'node:buffer';

export const BLOCK_BYTES = 512;

export interface TarHeader {
  /** The raw type flag, `'0'` for the NUL of v7. */
  readonly type: string;
  /** The size field, bytes; undefined when it is negative, absurd or no number. */
  readonly size: number | undefined;
  /** The name field behind its prefix; undefined when it is not UTF-8. */
  readonly name: string | undefined;
  /** The same with U+FFFD for what is no UTF-8: to be shown, never used. */
  readonly shownName: string;
}

/** The largest number that the size field holds in octal: what writers put there when PAX has the real one. */
export const OCTAL_SIZE_MAX = 0o77777777777;

const USTAR = Buffer.from('ustar\0');

/** A name is what its bytes say, byte order mark and all; undefined when they are not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function field(block: Buffer, at: number, length: number): Buffer {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

/** Octal digits between spaces and NULs, nothing else. An empty field is zero. */
function octal(block: Buffer, at: number, length: number): number | undefined {
  const text = block.toString('latin1', at, at + length);
  const digits = /^ *([0-7]*)[ \0]*$/.exec(text)?.[1];
  return digits === undefined ? undefined : digits === '' ? 0 : Number.parseInt(digits, 8);
}

function size(block: Buffer): number | undefined {
  const first = block[124]!;
  if ((first & 0x80) === 0) return octal(block, 124, 12);
  // GNU's base-256. 0xff is a negative number, and 0x81 to 0xfe make tar-stream wait for ever.
  if (first !== 0x80) return undefined;
  const value = BigInt(`0x${block.toString('hex', 125, 136)}`);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}

/** Whether the header's checksum, counted with blanks in its own place, is the one it states. */
export function hasValidChecksum(block: Buffer): boolean {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at < 148 || at >= 156) sum += block[at]!;
  }
  return octal(block, 148, 8) === sum;
}

/** Decodes a header whose checksum was found valid. */
export function decodeHeader(block: Buffer): TarHeader {
  const base = field(block, 0, 100);
  const prefix = USTAR.equals(block.subarray(257, 263)) ? field(block, 345, 155) : Buffer.alloc(0);
  const raw = prefix.length === 0 ? base : Buffer.concat([prefix, Buffer.from('/'), base]);
  return {
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!),
    size: size(block),
    name: decodeUtf8(raw),
    shownName: raw.toString('utf8'),
  };
}
