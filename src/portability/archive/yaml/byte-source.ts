/** Bytes that can be read more than once, and text of them that was read before. */
import { decodeLines } from './lines.js';

/** A file, or what stands for one. */
export interface ByteSource {
  /** The bytes from there on, in buffers that their owner may use again once the next one is asked for. */
  from(offset: number): Iterable<Buffer>;
}

/** Where a text begins: as many UTF-16 code units behind the beginning of a line as `skip` says. */
export interface TextOrigin {
  /** Of the line, in the file, bytes. */
  readonly offset: number;
  readonly skip: number;
}

const CHUNK_BYTES = 64 * 1024;

/** The text of so many UTF-16 code units that was read from there before. */
export function readAgain(source: ByteSource, { offset, skip }: TextOrigin, length: number): string {
  const changed = (): never => {
    throw new Error('The file changed while it was read');
  };
  const lines = decodeLines(source.from(offset), {
    offset,
    pieceBytes: CHUNK_BYTES,
    maximumBytes: Number.MAX_SAFE_INTEGER,
    tooLong: changed,
    report: changed,
  });
  const parts: string[] = [];
  let read = -skip;
  for (const { text } of lines) {
    parts.push(text);
    read += text.length;
    if (read >= length) break;
  }
  if (read < length) changed();
  return parts.join('').slice(skip, skip + length);
}
