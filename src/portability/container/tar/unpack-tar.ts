/** Reads a tar, one regular file after the other. */
import { extract, type Extract } from 'tar-stream';
import { unsafeEntry } from '../../archive/safe-path.js';
import type { ImportLimits } from '../../limits.js';
import type { ByteReader } from '../byte-reader.js';
import type { ContainedFile } from '../contained-file.js';
import type { GuardedEntry } from '../entry-guard.js';
import { guardTar } from './guard.js';
import { roomIn } from './room.js';

type Options = NonNullable<Parameters<typeof extract>[0]> & { readonly allowUnknownFormat: boolean };

const EXTRACT_OPTIONS: Options = {
  highWaterMark: 128 * 1024,
  // Tars of the seventh edition of Unix and its like; what they may hold is the guard's business.
  allowUnknownFormat: true,
};

/** Guards and hands to the extractor, which ends only when all of the tar was found right. */
async function feed(
  reader: ByteReader,
  limits: ImportLimits,
  extractor: Extract,
  expected: GuardedEntry[],
): Promise<void> {
  for await (const block of guardTar(reader, limits, (entry) => expected.push(entry))) {
    if (!extractor.write(block)) await roomIn(extractor);
    if (extractor.destroying) return;
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

/** The regular files of a tar, in its order; the reader stays the caller's to close. */
export async function* readTar(
  reader: ByteReader,
  limits: ImportLimits,
  signal?: AbortSignal,
): AsyncGenerator<ContainedFile, void, undefined> {
  const extractor = extract(EXTRACT_OPTIONS);
  const expected: GuardedEntry[] = [];
  const abort = (): void => extractor.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', abort, { once: true });
  // Whatever breaks reaches the reader through the extractor; it has one listener for when nobody reads.
  extractor.on('error', () => undefined);
  const feeding = feed(reader, limits, extractor, expected).catch((error: Error) => extractor.destroy(error));
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
  }
}
