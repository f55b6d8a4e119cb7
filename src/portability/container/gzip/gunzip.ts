/** Decompresses a file and counts what comes out, before any parser sees it. */
import type { FileHandle } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { ImportLimits } from '../../limits.js';
import { DETECTION_BYTES, detectType } from '../detect.js';
import { corrupt, tooLarge, unsupportedType } from '../refusals.js';

/** The ratio is judged only after this much came out: a small file of blanks is no bomb. */
const RATIO_GRACE_BYTES = 16 * 1024 * 1024;
// Each chunk costs a round trip to the thread pool: 64 KiB halve the speed, and more brings little.
const CHUNK_BYTES = 256 * 1024;

async function assertGzip(file: FileHandle): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(DETECTION_BYTES), 0, DETECTION_BYTES, 0);
  const detected = detectType(buffer.subarray(0, bytesRead));
  if (detected !== 'gzip') throw unsupportedType(detected, false);
}

/** Resolves when the decompressor has done with the chunk; its buffer may then be used again. */
function written(decompressor: Gunzip, chunk: Buffer): Promise<void> {
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
 * Writes the file into the decompressor. Whether anything follows the last member is seen here, chunk by chunk: Node
 * drops what follows in silence when it starts with a zero. Zeros alone are the padding of tapes and accepted.
 */
async function feed(file: FileHandle, decompressor: Gunzip): Promise<void> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let ended = false;
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    let rest = buffer.subarray(0, bytesRead);
    if (!ended) {
      await written(decompressor, rest);
      rest = rest.subarray(decompressor.bytesWritten - at);
      ended = rest.length > 0;
    }
    if (rest.some((byte) => byte !== 0)) throw corrupt('Something follows the end of the compressed data.');
    at += bytesRead;
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

/**
 * The decompressed bytes of a file of one or several gzip members (RFC 1952). The handle stays the caller's.
 *
 * Throws `unsupported-archive-type` when the file is anything else, `archive-too-large` as soon as the output or its
 * ratio to the input breaks a limit (zlib's own `maxOutputLength` does nothing on streams), and `archive-corrupt`
 * when it is damaged, cut off or followed by other data. Checksums stand at the end of a member: nothing is certain
 * before the iteration has ended.
 * @param onRead told how many bytes of the file were read so far
 */
export async function* gunzipped(
  file: FileHandle,
  limits: ImportLimits,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  await assertGzip(file);
  const decompressor = createGunzip({ chunkSize: CHUNK_BYTES });
  // Errors reach the loop below; this listener is for those that come when it is gone.
  decompressor.on('error', () => undefined);
  const feeding = feed(file, decompressor).catch((error: unknown) => {
    decompressor.destroy(error as Error);
    return { error };
  });
  try {
    let total = 0;
    for await (const chunk of decompressor as AsyncIterable<Buffer>) {
      onRead?.(decompressor.bytesWritten);
      total += chunk.length;
      if (total > limits.decompressedBytes) {
        throw tooLarge('decompressedBytes', limits.decompressedBytes, total);
      }
      const ratio = total / Math.max(1, decompressor.bytesWritten);
      if (total > RATIO_GRACE_BYTES && ratio > limits.ratio) {
        throw tooLarge('ratio', limits.ratio, Math.ceil(ratio));
      }
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
