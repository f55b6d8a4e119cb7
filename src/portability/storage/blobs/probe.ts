/** Whether a store keeps what it is given: not everything that answers is a store. */
import { randomBytes } from 'node:crypto';
import { PortabilityError } from '../../errors.js';
import { BlobMissing, storageUnavailable } from './blob-errors.js';
import { newBlobKey, type BlobStore } from './blob-store.js';
import { unlessAborted, watchForStall } from './giving-up.js';

/** Nobody has this id, so that what a failed probe leaves belongs to nobody and is swept as any orphan. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** No content has this digest; always the same, so that a store of files makes one folder for all probes. */
const NO_DIGEST = '0'.repeat(64);
const PROBE_BYTES = 32;
/** Milliseconds for the whole of a probe. */
const PROBE_MS = 5_000;
/** Milliseconds: whoever may ask without a password must not be able to keep the store busy. */
const REUSE_MS = 1_000;

type Probed = Pick<BlobStore, 'put' | 'get' | 'stat' | 'delete'>;

interface Run {
  readonly done: Promise<void>;
  readonly abandon: AbortController;
  waiting: number;
}

/**
 * A check that stores a few random bytes, reads them back, and removes them. Those who ask at once share one, and a success is told
 * again for a second. It resolves too where the store says in its own words that it is full: what it holds can still be read.
 * @param place what to call the store in a sentence to its operator
 */
export function createProbe(store: Probed, place: string): BlobStore['check'] {
  let run: Run | undefined;
  let succeeded = -Infinity;

  const begin = (): Run => {
    const abandon = new AbortController();
    const { signal, during, end } = watchForStall(PROBE_MS, tooSlow, abandon.signal);
    const done = during(probe(store, place, signal))
      .then(() => void (succeeded = performance.now()))
      .finally(() => {
        end();
        if (run?.abandon === abandon) run = undefined;
      });
    // Whoever waits hears of a failure; nobody may be left who does.
    done.catch(() => undefined);
    return { done, abandon, waiting: 0 };
  };

  return async (signal) => {
    signal?.throwIfAborted();
    if (performance.now() - succeeded < REUSE_MS) return;
    const mine = (run ??= begin());
    mine.waiting += 1;
    try {
      await unlessAborted(mine.done, signal);
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0 && run === mine) {
        run = undefined;
        mine.abandon.abort(signal?.reason);
      }
    }
  };
}

const tooSlow = (): Error =>
  storageUnavailable(new Error(`The store did not answer a probe within ${PROBE_MS / 1_000} s`));

async function probe(store: Probed, place: string, signal: AbortSignal): Promise<void> {
  const key = newBlobKey(NOBODY, NO_DIGEST);
  const bytes = randomBytes(PROBE_BYTES);
  const source = async function* (): AsyncGenerator<Buffer> {
    yield bytes;
  };
  try {
    await store.put(key, source(), bytes.length, signal);
  } catch (error) {
    if (error instanceof PortabilityError && error.slug === 'storage-full') return;
    throw error;
  }
  try {
    const found = await store.stat(key, signal);
    const read = await readBack(store, key, signal);
    if (found?.size !== bytes.length || !read.equals(bytes)) throw unfaithful(place);
  } catch (error) {
    await store.delete(key, signal).catch(() => undefined);
    throw error instanceof BlobMissing ? unfaithful(place, error) : error;
  }
  await store.delete(key, signal);
  if ((await store.stat(key, signal)) !== null)
    throw storageUnavailable(new Error(`${place} still holds what was deleted a moment ago.`));
}

/** Never more than was put: what answers may send without end. */
async function readBack(store: Probed, key: string, signal: AbortSignal): Promise<Buffer> {
  const stream = await store.get(key, signal);
  const chunks: Buffer[] = [];
  let count = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    count += chunk.length;
    if (count > PROBE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

const unfaithful = (place: string, cause?: unknown): Error =>
  storageUnavailable(
    new Error(
      `${place} does not give back what was put: it is not an object store, or a proxy stands before it.`,
      { cause },
    ),
  );
