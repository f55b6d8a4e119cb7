/** How the end of an archive is known: a connection that ends early may look, to whoever reads it, as if it had ended in time. */

/** An empty stored block that says that it is the last (RFC 1951, section 3.2.4). */
const LAST_BLOCK = [1, 0, 0, 0xff, 0xff] as const;

/** The last block, the CRC-32 of the content, and its length (RFC 1952, section 2.3.1). */
export const END_BYTES = LAST_BLOCK.length + 4 + 4;

/** What a tar is made of (POSIX.1-2017, pax). */
const TAR_BLOCK = 512;

/** Whether these are the last bytes of a whole archive: each export ends with the gzip of it, and that unlike any of its pieces. */
export function isArchiveEnd(tail: Uint8Array): boolean {
  const end = tail.subarray(-END_BYTES);
  if (end.length < END_BYTES || LAST_BLOCK.some((byte, at) => end[at] !== byte)) return false;
  const length = new DataView(end.buffer, end.byteOffset + LAST_BLOCK.length + 4).getUint32(0, true);
  // Of the length modulo 2^32, which is a multiple of the block's.
  return length % TAR_BLOCK === 0;
}
