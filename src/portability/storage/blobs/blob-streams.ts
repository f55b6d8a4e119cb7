/** The bytes on their way into a store and out of it: counted, and with whose fault a failure is. */
import { Readable } from 'node:stream';
import { BlobSizeMismatch } from './blob-errors.js';

/** A source that is read once. `failure()` is what it failed with, to tell it from a failure of the store. */
export interface ExactSource {
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  failure(): unknown;
}

/**
 * Passes a source on and throws {@link BlobSizeMismatch} as soon as its size cannot be `size` bytes.
 * A source whose chunks are not read to their end is closed by `chunks.return()`.
 */
export function exactly(source: Readable | AsyncIterable<Buffer>, size: number): ExactSource {
  let failure: unknown;
  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    let count = 0;
    // What is thrown while a chunk is handed out comes from its reader: a stream that is destroyed throws that in here.
    let handedOut = false;
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
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

/** The same bytes, with errors translated. Whoever reads the result owns both: destroying it destroys `source`. */
export function translated(source: Readable, translate: (error: unknown) => unknown): Readable {
  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) yield chunk;
    } catch (error) {
      throw translate(error);
    }
  }
  // A generator that was never started runs no clean-up when it is closed, hence the listener. And a
  // source that fails before it is read must not end the process for want of a listener.
  source.on('error', () => undefined);
  return Readable.from(read(), { objectMode: false }).once('close', () => source.destroy());
}
