/** Runs a decompressor over bytes from anywhere, and sees what follows the end of the compressed data. */
import type { Gunzip, InflateRaw } from 'node:zlib';
import type { ByteReader } from './byte-reader.js';
import { corrupt } from './refusals.js';
import { isZero } from './zeros.js';

// Each chunk costs a round trip to the thread pool: 64 KiB halve the speed, and more brings little.
export const CHUNK_BYTES = 256 * 1024;

/** Resolves when the decompressor has done with the chunk. */
function written(decompressor: Gunzip | InflateRaw, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new Error('The decompressor was closed.'));
    decompressor.once('close', closed);
    decompressor.write(chunk, (error) => {
      decompressor.off('close', closed);
      if (error) reject(error);
      else resolve();
    });
  });
}

/**
 * Writes all bytes into the decompressor. Whether anything follows the compressed data is seen here, chunk by chunk: Node
 * drops what follows in silence, after gzip when it starts with a zero. Zeros alone are the padding of tapes.
 */
async function feed(source: ByteReader, decompressor: Gunzip | InflateRaw, mayPad: boolean): Promise<void> {
  let ended = false;
  for (let at = 0; ;) {
    const chunk = await source.some(CHUNK_BYTES);
    if (chunk.length === 0) break;
    let rest = chunk;
    if (!ended) {
      await written(decompressor, chunk);
      rest = chunk.subarray(decompressor.bytesWritten - at);
      ended = rest.length > 0;
    }
    if (rest.length > 0 && !(mayPad && isZero(rest))) {
      throw corrupt('Something follows the end of the compressed data.');
    }
    at += chunk.length;
  }
  if (!ended) decompressor.end();
}

/** What zlib's complaints mean to the person who sent the file. */
function translated(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return corrupt('The compressed data ends too early.', error);
  if (code.startsWith('Z_')) return corrupt('The compressed data is damaged.', error);
  return error;
}

export interface DecompressOptions {
  /** Whether zeros may follow. */
  readonly mayPad: boolean;
  /** Told of each piece before it is given out, in bytes, and how many compressed bytes it took so far. */
  readonly onPiece: (bytes: number, taken: number) => void;
}

/**
 * What the decompressor makes of the bytes. It is destroyed at the end, whichever; the source stays the caller's.
 *
 * Throws `archive-corrupt` when the bytes are damaged, cut off or followed by others, and what `onPiece` throws. Checksums
 * stand at the end: nothing is certain before the iteration has ended.
 */
export async function* decompressed(
  source: ByteReader,
  decompressor: Gunzip | InflateRaw,
  { mayPad, onPiece }: DecompressOptions,
): AsyncGenerator<Buffer, void, undefined> {
  // Errors reach the loop below; this listener is for those that come when it is gone.
  decompressor.on('error', () => undefined);
  const feeding = feed(source, decompressor, mayPad).catch((error: unknown) => {
    decompressor.destroy(error as Error);
    return { error };
  });
  try {
    for await (const chunk of decompressor as AsyncIterable<Buffer>) {
      onPiece(chunk.length, decompressor.bytesWritten);
      yield chunk;
    }
    const failed = await feeding;
    if (failed) throw failed.error;
  } catch (error) {
    throw translated(error);
  } finally {
    decompressor.destroy();
    await feeding;
  }
}
