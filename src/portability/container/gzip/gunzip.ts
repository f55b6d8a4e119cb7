/** Decompresses gzip: one or several members (RFC 1952), and zeros at most behind them. */
import { createGunzip } from 'node:zlib';
import type { ByteReader } from '../byte-reader.js';
import { CHUNK_BYTES, decompressed } from '../decompress.js';

/**
 * Throws `archive-corrupt`, and what `onPiece` throws: it is told of each piece before it is given out, in bytes, and how many
 * compressed bytes it took so far. (Zlib's own `maxOutputLength` does nothing on streams.) Nothing is certain before the end.
 */
export const gunzipped = (
  source: ByteReader,
  onPiece: (bytes: number, taken: number) => void,
): AsyncGenerator<Buffer, void, undefined> =>
  decompressed(source, createGunzip({ chunkSize: CHUNK_BYTES }), { mayPad: true, onPiece });
