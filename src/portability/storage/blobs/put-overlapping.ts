/** Stores many blobs, one source after the other: while the next is read, what has been read becomes durable. */
import type { BlobStore } from './blob-store.js';

export interface SourceOfBlob {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Read to its end before the next blob is asked for. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** Puts that wait for the store at once: as many flushes as a disk, or answers as a bucket, deals with together. */
const MOST_AT_ONCE = 16;

/**
 * Ends when all blobs lie in the store, or no put is under way any more. Where one fails, the source that is being read breaks off,
 * and puts that have read theirs come to their end: the store could not say of one that is called back whether it lies there yet,
 * and whoever removes the blobs would miss it.
 * @param signal calls back all of them
 * @throws what the sources or the first put that failed threw
 */
export async function putOverlapping(
  blobs: Pick<BlobStore, 'put'>,
  sources: AsyncIterable<SourceOfBlob>,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const goOn = (): void => {
    signal?.throwIfAborted();
    stop.signal.throwIfAborted();
  };
  const pending = new Set<Promise<void>>();
  const begin = ({ key, size, chunks }: SourceOfBlob): Promise<void> =>
    new Promise((isRead) => {
      const put: Promise<void> = blobs
        .put(key, ending(chunks, goOn, isRead), size, signal)
        .catch((error: unknown) => stop.abort(error))
        .finally(() => {
          pending.delete(put);
          isRead();
        });
      pending.add(put);
    });
  try {
    for await (const source of sources) {
      await begin(source);
      while (pending.size >= MOST_AT_ONCE) await Promise.race(pending);
      goOn();
    }
  } catch (error) {
    stop.abort(error);
  }
  await Promise.all(pending);
  goOn();
}

/** The chunks, as long as nothing speaks against the next. */
async function* ending(
  chunks: AsyncIterable<Buffer>,
  goOn: () => void,
  ended: () => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      goOn();
      yield chunk;
    }
  } finally {
    ended();
  }
}
