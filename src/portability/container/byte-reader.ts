/** Takes a stream of chunks apart into pieces of the size that the reader asks for. */

export interface ByteReader {
  /** What `take` would give, and will give again: nothing is used up. */
  peek(length: number): Promise<Buffer>;
  /** Exactly `length` bytes, or fewer when the source ends before. */
  take(length: number): Promise<Buffer>;
  /** What is at hand, at most `length` bytes; empty at the end of the source. Not a copy. */
  some(length: number): Promise<Buffer>;
}

/** The iterator stays the caller's: it is not closed here. */
export function byteReader(source: AsyncIterator<Buffer>): ByteReader {
  let rest: Buffer = Buffer.alloc(0);

  async function some(length: number): Promise<Buffer> {
    while (rest.length === 0) {
      const next = await source.next();
      if (next.done) return rest;
      rest = next.value;
    }
    const piece = rest.subarray(0, length);
    rest = rest.subarray(piece.length);
    return piece;
  }

  async function take(length: number): Promise<Buffer> {
    const first = await some(length);
    if (first.length === length || first.length === 0) return first;
    const pieces = [first];
    for (let missing = length - first.length; missing > 0;) {
      const piece = await some(missing);
      if (piece.length === 0) break;
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async function peek(length: number): Promise<Buffer> {
    const piece = await take(length);
    rest = rest.length === 0 ? piece : Buffer.concat([piece, rest]);
    return piece;
  }

  return { peek, take, some };
}
