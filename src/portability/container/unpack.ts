/** Reads a gzipped tar from a file that a stranger made, one regular file after the other. */
import { open } from 'node:fs/promises';
import { extract, type Extract } from 'tar-stream';
import { unsafeEntry } from '../archive/safe-path.js';
import type { ImportLimits } from '../limits.js';
import { guardTar, type GuardedEntry } from './tar/guard.js';
import { gunzipped } from './gzip/gunzip.js';

/** A regular file of an archive. */
export interface ContainedFile {
  /** As the archive spells it, decoded and found safe; not yet classified. */
  readonly path: string;
  /** Bytes that `body` gives. */
  readonly size: number;
  /** Readable until the next file is asked for; what is left over is skipped. */
  readonly body: AsyncIterable<Buffer>;
}

type Options = NonNullable<Parameters<typeof extract>[0]> & { readonly allowUnknownFormat: boolean };

const EXTRACT_OPTIONS: Options = {
  highWaterMark: 128 * 1024,
  // Tars of the seventh edition of Unix and its like; what they may hold is the guard's business.
  allowUnknownFormat: true,
};

/** Resolves when the extractor wants more or is closed. */
function roomIn(extractor: Extract): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      extractor.off('drain', wake);
      extractor.off('close', wake);
      resolve();
    };
    extractor.on('drain', wake);
    extractor.on('close', wake);
    if (extractor.destroying) wake();
  });
}

/** Guards and hands to the extractor, which ends only when all of the file was found right. */
async function feed(
  chunks: ReturnType<typeof gunzipped>,
  limits: ImportLimits,
  extractor: Extract,
  expected: GuardedEntry[],
): Promise<void> {
  try {
    for await (const block of guardTar(chunks, limits, (entry) => expected.push(entry))) {
      if (!extractor.write(block)) await roomIn(extractor);
      if (extractor.destroying) return;
    }
  } finally {
    await chunks.return();
  }
  extractor.end(null);
}

/** Leaves the iterator open when its reader stops early, so that the rest can be skipped. */
async function* bodyOf(chunks: AsyncIterator<unknown>): AsyncGenerator<Buffer, void, undefined> {
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value as Buffer;
}

/** Two readers saw the same bytes: the guard and tar-stream. Where they differ, neither is believed. */
function assertSameEntry(guarded: GuardedEntry | undefined, name: string, size: number): GuardedEntry {
  if (guarded?.path !== name || guarded.size !== size) {
    throw unsafeEntry('extended-header', name, 'is described in two ways');
  }
  return guarded;
}

/**
 * The regular files of a gzipped tar, in its order; folders are skipped, everything else is refused.
 *
 * Throws a PortabilityError: `unsupported-archive-type`, `archive-corrupt`, `archive-unsafe` or `archive-too-large`;
 * the signal's reason when it is aborted; errors of the file system as they are. A body throws the same. Only when
 * the iteration has ended without an error was all of the file read and every checksum found right: commit nothing
 * before. Leaving the loop early closes the file, which stays the caller's to remove.
 * @param onRead told how many bytes of the file were read so far
 */
export async function* readContainer(
  file: string,
  limits: ImportLimits,
  signal?: AbortSignal,
  onRead?: (bytes: number) => void,
): AsyncGenerator<ContainedFile, void, undefined> {
  signal?.throwIfAborted();
  const handle = await open(file, 'r');
  const extractor = extract(EXTRACT_OPTIONS);
  const expected: GuardedEntry[] = [];
  const abort = (): void => extractor.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', abort, { once: true });
  // Whatever breaks reaches the reader through the extractor; it has one listener for when nobody reads.
  extractor.on('error', () => undefined);
  const feeding = feed(gunzipped(handle, limits, onRead), limits, extractor, expected).catch((error: Error) =>
    extractor.destroy(error),
  );
  try {
    for await (const source of extractor) {
      const entry = assertSameEntry(expected.shift(), source.header.name, source.header.size);
      const chunks = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      if (entry.type === 'file') yield { path: entry.path, size: entry.size, body: bodyOf(chunks) };
      while (!(await chunks.next()).done);
    }
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', abort);
    extractor.destroy();
    await feeding;
    await handle.close();
  }
}
