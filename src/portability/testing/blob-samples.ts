/** Blobs to try a store with, the sources that they come from, and what the laws of stores look at. */
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { blobKey, type BlobStore } from '../blobs.js';

/** Declares one law of a store. */
export type BlobLaw = (name: string, holds: (store: BlobStore) => Promise<void>) => void;

const SMALL = Buffer.from('a few bytes');
/** More than two parts of an S3 upload. */
const LARGE = randomBytes(12 * 1024 * 1024 + 17);
export const SAMPLES = { small: SMALL, large: LARGE } as const;

export const newKey = (userId: string = randomUUID()): string =>
  blobKey(userId, createHash('sha256').update(randomBytes(16)).digest('hex'));

/** Splits bytes as a network would. */
export async function* inChunks(bytes: Buffer, chunkBytes = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** A source that gives all bytes and then fails. */
export async function* breaking(bytes: Buffer, error: Error): AsyncGenerator<Buffer> {
  yield* inChunks(bytes);
  throw error;
}

export interface PausingSource {
  readonly source: AsyncGenerator<Buffer>;
  /** Resolves when the source waits. */
  readonly paused: Promise<void>;
  resume(): void;
}

/** A source that gives `before` bytes, waits to be resumed, and gives the rest. */
export function pausing(bytes: Buffer, before: number): PausingSource {
  let [halfway, resume] = [(): void => undefined, (): void => undefined];
  const paused = new Promise<void>((resolve) => (halfway = resolve));
  const resumed = new Promise<void>((resolve) => (resume = resolve));
  async function* source(): AsyncGenerator<Buffer> {
    yield* inChunks(bytes.subarray(0, before));
    halfway();
    await resumed;
    yield* inChunks(bytes.subarray(before));
  }
  return { source: source(), paused, resume: () => resume() };
}

export const put = (store: BlobStore, key: string, bytes: Buffer): Promise<void> =>
  store.put(key, inChunks(bytes), bytes.length);

/** Holds what lies under the key against the bytes. */
export async function assertHolds(store: BlobStore, key: string, bytes: Buffer): Promise<void> {
  const found = await buffer(await store.get(key));
  // Not deepEqual: it would print megabytes.
  assert.ok(found.equals(bytes), `${found.length} bytes are not the ${bytes.length} that were put`);
}

export async function assertAbsent(store: BlobStore, key: string): Promise<void> {
  assert.equal(await store.stat(key), null);
  assert.deepEqual(await keysOf(store, key), []);
}

export async function keysOf(store: BlobStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** What the work is refused with. */
export const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => assert.fail('It was not refused'),
    (reason: unknown) => reason,
  );

export async function assertRefused(
  work: Promise<unknown>,
  type: new (...given: never[]) => Error,
): Promise<void> {
  const reason = await refusalOf(work);
  assert.ok(reason instanceof type, `${String(reason)} is no ${type.name}`);
}
