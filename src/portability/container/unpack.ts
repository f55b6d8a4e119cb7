/** Reads an archive from a file that a stranger made: which door it goes through, its bytes say and not its name. */
import { open, type FileHandle } from 'node:fs/promises';
import type { ImportLimits } from '../limits.js';
import { byteReader } from './byte-reader.js';
import type { ContainedFile } from './contained-file.js';
import { CHUNK_BYTES } from './decompress.js';
import { DETECTION_BYTES, detectType } from './detect.js';
import { createExpansionMeter } from './expansion.js';
import { unsupportedType } from './refusals.js';
import { readTarball } from './tarball.js';
import { readZip } from './zip/unpack-zip.js';

export type { ContainedFile } from './contained-file.js';

/** A tar that was gzipped by an export, and once more on its way. */
const MOST_GZIP_LAYERS = 2;

interface ChunkOptions {
  readonly signal: AbortSignal | undefined;
  /** Whether all chunks are in one buffer, so that each is there until the next is asked for. */
  readonly reuses: boolean;
  /** Told of each chunk, in bytes. */
  readonly onChunk: (bytes: number) => void;
}

/** All bytes of the file. */
async function* chunksOf(
  file: FileHandle,
  { signal, reuses, onChunk }: ChunkOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const newBuffer = (): Buffer => Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const only = reuses ? newBuffer() : undefined;
  for (let at = 0; ;) {
    signal?.throwIfAborted();
    const buffer = only ?? newBuffer();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onChunk(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * The regular files of an archive: a tar, gzipped once, twice or not at all, a ZIP of its files, or one of it. Folders are
 * skipped, everything else is refused.
 *
 * Throws a PortabilityError: `unsupported-archive-type`, `archive-corrupt`, `archive-unsafe` or `archive-too-large`;
 * the signal's reason when it is aborted; errors of the file system as they are. A body throws the same. Only when
 * the iteration has ended without an error was all of the file read and every checksum found right: commit nothing
 * before. Leaving the loop early closes the file, which stays the caller's to remove.
 * @param onRead told how many bytes of the file were used up so far
 */
export async function* readContainer(
  path: string,
  limits: ImportLimits,
  signal?: AbortSignal,
  onRead?: (bytes: number) => void,
): AsyncGenerator<ContainedFile, void, undefined> {
  signal?.throwIfAborted();
  const file = await open(path, 'r');
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw unsupportedType('folder');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(DETECTION_BYTES), 0, DETECTION_BYTES, 0);
    const type = detectType(buffer.subarray(0, bytesRead));
    const meter = createExpansionMeter(limits, onRead);
    if (type === 'zip') {
      yield* readZip(file, stats.size, { limits, meter, signal });
      return;
    }
    const count = type === 'tar' ? meter.layer() : undefined;
    let read = 0;
    const chunks = chunksOf(file, {
      signal,
      // A decompressor has done with a chunk before it takes the next one; the chunks of a tar are handed on to whoever reads its files.
      // V8 counts each buffer as a reason to collect, all of them together as often as the files are large.
      reuses: type === 'gzip',
      onChunk(bytes) {
        read += bytes;
        if (!count) return;
        meter.consumed(read);
        count(bytes);
      },
    });
    yield* readTarball(byteReader(chunks), type, {
      limits,
      meter,
      mostLayers: MOST_GZIP_LAYERS,
      onTaken: meter.consumed,
      signal,
    });
  } finally {
    await file.close();
  }
}
