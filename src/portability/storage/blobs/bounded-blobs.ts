/** A blob store that nobody waits for without end: a call that makes no progress for too long has failed, and is called back. */
import type { Readable } from 'node:stream';
import { storageUnavailable } from './blob-errors.js';
import type { BlobEntry, BlobStore } from './blob-store.js';
import { closeSource, passedOn } from './blob-streams.js';
import { watchForStall, type StallWatch } from './giving-up.js';

/**
 * What is given up, for a stall or by the caller, fails at once and is aborted by the signal that the inner store is handed.
 * @param stall milliseconds in which a call must be answered, a put take another chunk, a listing give another blob, and a blob that is
 * read give more bytes to a reader who waits for them
 * @example const blobs = boundedBlobs(createFsBlobStore('/var/lib/bookshelf/blobs'), 30_000);
 */
export function boundedBlobs(store: BlobStore, stall: number): BlobStore {
  const watch = (caller: AbortSignal | undefined): StallWatch => watchForStall(stall, stalled, caller);
  const bounded = async <Result>(
    caller: AbortSignal | undefined,
    work: (signal: AbortSignal, progress: () => void) => Promise<Result>,
  ): Promise<Result> => {
    const { signal, wait, during, end } = watch(caller);
    try {
      return await during(work(signal, wait));
    } finally {
      end();
    }
  };

  async function get(key: string, caller?: AbortSignal): Promise<Readable> {
    const { signal, wait, rest, during, end } = watch(caller);
    const opening = store.get(key, signal);
    try {
      const source = await during(opening);
      return passedOn(source, { watch: { wait, rest }, signal, closed: end });
    } catch (error) {
      end();
      // A store that does not heed the signal may open it yet.
      opening.then(
        (source) => source.destroy(),
        () => undefined,
      );
      throw error;
    }
  }

  async function* list(prefix: string, caller?: AbortSignal): AsyncGenerator<BlobEntry, void, undefined> {
    const { signal, during, end } = watch(caller);
    const entries = store.list(prefix, signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await during(entries.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      end();
      // Not waited for: it may be what hangs.
      entries.return?.().catch(() => undefined);
    }
  }

  return {
    put: (key, source, size, caller) =>
      bounded(caller, (signal, progress) => store.put(key, watched(source, progress), size, signal)).catch(
        (error: unknown) => {
          // A generator that was never started closes nothing.
          closeSource(source);
          throw error;
        },
      ),
    get,
    stat: (key, caller) => bounded(caller, (signal) => store.stat(key, signal)),
    delete: (key, caller) => bounded(caller, (signal) => store.delete(key, signal)),
    list,
    sweepIncoming: (caller) => bounded(caller, (signal) => store.sweepIncoming(signal)),
    check: (caller) => bounded(caller, (signal) => store.check(signal)),
    close: () => store.close(),
  };
}

const stalled = (): Error => storageUnavailable(new Error('The store did not answer in time'));

/** Closing it closes the source. */
async function* watched(
  source: Readable | AsyncIterable<Buffer>,
  progress: () => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of source as AsyncIterable<Buffer>) {
    progress();
    yield chunk;
    progress();
  }
}
