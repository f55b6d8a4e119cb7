/** A blob store that nobody waits for without end: a call that makes no progress for too long has failed. */
import type { Readable } from 'node:stream';
import { storageUnavailable } from './blob-errors.js';
import type { BlobStore } from './blob-store.js';
import { closeSource } from './blob-streams.js';

/** @param stall milliseconds in which a call must be answered, and a put must take another chunk */
export function boundedBlobs(store: BlobStore, stall: number): BlobStore {
  const bounded = async <Result>(work: (progress: () => void) => Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    let giveUp: (error: unknown) => void = () => undefined;
    const late = new Promise<never>((_, reject) => (giveUp = reject));
    const progress = (): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () => giveUp(storageUnavailable(new Error('The store did not answer in time'))),
        stall,
      );
    };
    progress();
    try {
      return await Promise.race([work(progress), late]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    put: (key, source, size) =>
      bounded((progress) => store.put(key, watched(source, progress), size)).catch((error: unknown) => {
        // A generator that was never started closes nothing.
        closeSource(source);
        throw error;
      }),
    get: (key) => bounded(() => store.get(key)),
    stat: (key) => bounded(() => store.stat(key)),
    delete: (key) => bounded(() => store.delete(key)),
    list: (prefix) => store.list(prefix),
    sweepIncoming: () => store.sweepIncoming(),
    check: () => store.check(),
    close: () => store.close(),
  };
}

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
