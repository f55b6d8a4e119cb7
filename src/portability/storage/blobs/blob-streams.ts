/** The bytes on their way into a store and out of it: counted, and with whose fault a failure is. */
import { Readable } from 'node:stream';
import { BlobSizeMismatch } from './blob-errors.js';
import { unlessAborted, type StallWatch } from './giving-up.js';

/** A source that is read once. `failure()` is what it failed with, to tell it from a failure of the store. */
export interface ExactSource {
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  failure(): unknown;
}

/**
 * Passes a source on and throws {@link BlobSizeMismatch} as soon as its size cannot be `size` bytes.
 * A source whose chunks are not read to their end is closed by `chunks.return()`.
 * @param signal whose abort is a failure of the source, with the signal's reason: nothing more comes of it
 */
export function exactly(
  source: Readable | AsyncIterable<Buffer>,
  size: number,
  signal?: AbortSignal,
): ExactSource {
  let failure: unknown;
  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    let count = 0;
    // What is thrown while a chunk is handed out comes from its reader: a stream that is destroyed throws that in here.
    let handedOut = false;
    try {
      for await (const chunk of signal === undefined
        ? (source as AsyncIterable<Buffer>)
        : heeding(source, signal)) {
        count += chunk.length;
        if (count > size) throw new BlobSizeMismatch(size, count);
        handedOut = true;
        yield chunk;
        handedOut = false;
      }
      if (count < size) throw new BlobSizeMismatch(size, count);
    } catch (error) {
      if (!handedOut) failure = error;
      throw error;
    }
  }
  return { chunks: read(), failure: () => failure };
}

/** The same chunks until the signal is aborted, which a source that hangs does not keep from ending. */
async function* heeding(
  source: Readable | AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await unlessAborted(chunks.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not waited for: a generator ends only after the chunk that it is working on.
    chunks.return?.().catch(() => undefined);
  }
}

/**
 * Closes a source that may not have been touched, for which a generator's own clean-up does not run.
 * Does not wait: a generator that hangs in its own work closes only after it.
 */
export function closeSource(source: Readable | AsyncIterable<Buffer>): void {
  if (source instanceof Readable) source.destroy();
  else if (isGenerator(source)) source.return(undefined).catch(() => undefined);
}

const isGenerator = (source: AsyncIterable<Buffer>): source is AsyncGenerator<Buffer> =>
  'return' in source && typeof source.return === 'function';

export interface PassedOn {
  /** Told when the reader waits for bytes, and when it does no longer: they have come, or are more than it takes. */
  readonly watch?: Pick<StallWatch, 'wait' | 'rest'>;
  /** Aborting it fails the stream with its reason and closes the source. */
  readonly signal?: AbortSignal;
  /** Bytes that must come; fewer or more are an error, which `translate` is given as {@link BlobSizeMismatch}. */
  readonly size?: number;
  /** What the reader gets for an error of the source. */
  readonly translate?: (error: unknown) => unknown;
  /** Called once, when the stream has ended in whatever way. */
  readonly closed?: () => void;
}

/**
 * The same bytes. Whoever reads the result owns both: destroying it destroys `source`, and at once, also while a chunk is awaited,
 * which Readable.from() of a generator does not. A source that closes before its end is an error.
 */
export function passedOn(
  source: Readable,
  { watch, signal, size, translate = (error) => error, closed }: PassedOn,
): Readable {
  let count = 0;
  const fail = (error: unknown): void =>
    void stream.destroy((signal?.aborted === true ? signal.reason : translate(error)) as Error);
  const giveUp = (): void => void stream.destroy(signal?.reason as Error);
  const stream = new Readable({
    read() {
      watch?.wait();
      source.resume();
    },
    destroy(error, callback) {
      signal?.removeEventListener('abort', giveUp);
      source.destroy();
      closed?.();
      callback(error);
    },
  });
  const isCutOff = (): void => fail(source.errored ?? new Error('The source closed before its end'));

  // What fails before anybody reads it, or after, must not end the process for want of a listener; who reads it later is told still.
  stream.on('error', () => undefined);
  // Otherwise a listener for data would begin to read.
  source.pause();
  source.on('data', (chunk: Buffer) => {
    watch?.rest();
    count += chunk.length;
    if (size !== undefined && count > size) fail(new BlobSizeMismatch(size, count));
    else if (!stream.push(chunk)) source.pause();
  });
  source.once('end', () => {
    watch?.rest();
    if (size !== undefined && count < size) fail(new BlobSizeMismatch(size, count));
    else stream.push(null);
  });
  source.on('error', fail);
  source.once('close', () => (source.readableEnded ? undefined : isCutOff()));
  if (source.destroyed) isCutOff();
  if (signal?.aborted === true) giveUp();
  else signal?.addEventListener('abort', giveUp, { once: true });
  return stream;
}
