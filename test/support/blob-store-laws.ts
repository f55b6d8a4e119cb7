/** What holds of every blob store, whatever it is made of. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobMissing, BlobSizeMismatch, type BlobStore, blobKey } from '../../src/portability/blobs.js';
import { gate } from './blob-faults.js';

export const newKey = (userId: string = randomUUID()): string =>
  blobKey(userId, createHash('sha256').update(randomBytes(16)).digest('hex'));

/** Splits bytes as a network would. */
export async function* inChunks(bytes: Buffer, chunkBytes = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function* breaking(bytes: Buffer, error: Error): AsyncGenerator<Buffer> {
  yield* inChunks(bytes);
  throw error;
}

/** A source that gives `before` bytes, waits to be resumed, and gives the rest. */
function pausing(
  bytes: Buffer,
  before: number,
): { readonly source: AsyncGenerator<Buffer>; readonly paused: Promise<void>; resume(): void } {
  const [halfway, further] = [gate(), gate()];
  async function* source(): AsyncGenerator<Buffer> {
    yield* inChunks(bytes.subarray(0, before));
    halfway.open();
    await further.opened;
    yield* inChunks(bytes.subarray(before));
  }
  return { source: source(), paused: halfway.opened, resume: further.open };
}

export const keysOf = async (store: BlobStore, prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
};

const SMALL = Buffer.from('a few bytes');
/** More than two parts of an S3 upload. */
const LARGE = randomBytes(12 * 1024 * 1024 + 17);

export interface OpenStore {
  readonly store: BlobStore;
  close(): Promise<void>;
}

/** @param isAtomic false for s3rver, which shows what is being written, and keeps what was cut off */
export function describeBlobStore(
  name: string,
  open: () => Promise<OpenStore>,
  { isAtomic = true }: { readonly isAtomic?: boolean } = {},
): void {
  describe(name, () => {
    let store: BlobStore;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, close } = await open());
    });
    afterAll(async () => {
      await store?.close();
      await close?.();
    });

    const read = async (key: string): Promise<Buffer> => buffer(await store.get(key));
    const put = (key: string, bytes: Buffer): Promise<void> => store.put(key, inChunks(bytes), bytes.length);

    it('is ready, which is tried by many at once and leaves nothing', async () => {
      for (let round = 0; round < 3; round += 1) {
        await Promise.all(Array.from({ length: 20 }, () => store.check()));
        expect(await keysOf(store, '00000000-')).toEqual([]);
        await new Promise((resolve) => setTimeout(resolve, 600));
      }
    });

    it('is ready for those who wait, when others who asked with them no longer do', async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const controller = new AbortController();
      const [left, stays] = [store.check(controller.signal), store.check()];
      controller.abort(new Error('gone'));
      await expect(left).rejects.toBe(controller.signal.reason);
      await expect(stays).resolves.toBeUndefined();
    });

    it('gives back what was put, however it was cut', async () => {
      const bytes = fc.uint8Array({ maxLength: 5_000 }).map((array) => Buffer.from(array));
      await fc.assert(
        fc.asyncProperty(bytes, fc.integer({ min: 1, max: 5_000 }), async (content, chunkBytes) => {
          const key = newKey();
          await store.put(key, inChunks(content, chunkBytes), content.length);
          expect((await read(key)).equals(content)).toBe(true);
        }),
        { numRuns: 25 },
      );
    });

    it('gives back a large file, from a generator and from a stream', async () => {
      for (const source of [inChunks(LARGE, 70_001), Readable.from(inChunks(LARGE), { objectMode: false })]) {
        const key = newKey();
        await store.put(key, source, LARGE.length);
        expect((await read(key)).equals(LARGE)).toBe(true);
      }
    });

    it('holds a blob until it is deleted; deleting it again is fine', async () => {
      const key = newKey();
      expect(await store.stat(key)).toBeNull();
      await put(key, SMALL);
      expect(await store.stat(key)).not.toBeNull();
      await store.delete(key);
      expect(await store.stat(key)).toBeNull();
      await expect(store.delete(key)).resolves.toBeUndefined();
    });

    it('says that a blob is missing', async () => {
      await expect(store.get(newKey())).rejects.toBeInstanceOf(BlobMissing);
    });

    it('replaces a blob that is put again', async () => {
      const key = newKey();
      await put(key, SMALL);
      await put(key, LARGE);
      expect((await read(key)).equals(LARGE)).toBe(true);
      await put(key, SMALL);
      expect((await read(key)).equals(SMALL)).toBe(true);
    });

    it('lets many put the same blob at once', async () => {
      const key = newKey();
      await Promise.all(Array.from({ length: 8 }, () => put(key, SMALL)));
      expect((await read(key)).equals(SMALL)).toBe(true);
      expect(await keysOf(store, key)).toEqual([key]);
    });

    describe.each([
      ['small', SMALL],
      ['large', LARGE],
    ])('a %s source', (_size, bytes) => {
      it('that breaks passes its own error on and leaves nothing', async () => {
        for (const error of [new Error('broken'), Object.assign(new Error('no room'), { code: 'ENOSPC' })]) {
          const key = newKey();
          await expect(store.put(key, breaking(bytes, error), bytes.length + 10)).rejects.toBe(error);
          expect(await store.stat(key)).toBeNull();
          expect(await keysOf(store, key)).toEqual([]);
        }
      });

      it.each([-1, 1])('of another size (%i) leaves nothing', async (difference) => {
        const key = newKey();
        const expected = bytes.length + difference;
        await expect(store.put(key, inChunks(bytes), expected)).rejects.toBeInstanceOf(BlobSizeMismatch);
        expect(await store.stat(key)).toBeNull();
      });

      it('that breaks leaves the blob that was there', async () => {
        const key = newKey();
        await put(key, Buffer.from('before'));
        await expect(store.put(key, breaking(bytes, new Error('broken')), bytes.length)).rejects.toThrow(
          'broken',
        );
        expect((await read(key)).toString()).toBe('before');
      });

      it('that is destroyed in mid-stream leaves nothing', async () => {
        const key = newKey();
        const source = Readable.from(inChunks(bytes, 1), { objectMode: false });
        source.once('data', () => source.destroy());
        await expect(store.put(key, source, bytes.length)).rejects.toThrow();
        expect(await store.stat(key)).toBeNull();
      });
    });

    describe.each([
      ['small', SMALL],
      ['large', LARGE],
    ])('a put of a %s blob that is given up', (_size, bytes) => {
      it.each([0, 0.5, 1])(
        'when %d of it is taken leaves nothing, whatever the source does then',
        async (share) => {
          const key = newKey();
          const controller = new AbortController();
          const { source, paused, resume } = pausing(bytes, Math.floor(bytes.length * share));
          const writing = store.put(key, source, bytes.length, controller.signal);
          writing.catch(() => undefined);
          await paused;
          controller.abort(new Error('given up'));
          await expect(writing).rejects.toBe(controller.signal.reason);
          expect(await store.stat(key)).toBeNull();
          resume();
          await new Promise((resolve) => setTimeout(resolve, 100));
          expect(await store.stat(key)).toBeNull();
          expect(await keysOf(store, key)).toEqual([]);
        },
      );

      it('leaves the blob that was there, and closes the source', async () => {
        const key = newKey();
        await put(key, Buffer.from('before'));
        const controller = new AbortController();
        const source = new Readable({ read: () => undefined });
        source.push(bytes.subarray(0, 5));
        const reason = new Error('given up');
        const writing = store.put(key, source, bytes.length, controller.signal);
        setTimeout(() => controller.abort(reason), 50);
        await expect(writing).rejects.toBe(reason);
        expect(source.destroyed).toBe(true);
        expect((await read(key)).toString()).toBe('before');
      });

      it('at any moment leaves all of it or nothing', async () => {
        for (const delay of [0, 1, 2, 4, 8, 16, 32]) {
          const key = newKey();
          const controller = new AbortController();
          setTimeout(() => controller.abort(new Error('given up')), delay);
          const stored = await store.put(key, inChunks(bytes), bytes.length, controller.signal).then(
            () => true,
            (error: unknown) => {
              expect(error).toBe(controller.signal.reason);
              return false;
            },
          );
          const found = await store.stat(key);
          if (stored || (found !== null && isAtomic)) expect((await read(key)).equals(bytes)).toBe(true);
        }
      });
    });

    it('does nothing for who has given up before, and says why', async () => {
      const key = newKey();
      await put(key, SMALL);
      const signal = AbortSignal.abort(new Error('given up'));
      const source = Readable.from(inChunks(SMALL), { objectMode: false });
      await expect(store.put(newKey(), source, SMALL.length, signal)).rejects.toBe(signal.reason);
      expect(source.destroyed).toBe(true);
      await expect(store.get(key, signal)).rejects.toBe(signal.reason);
      await expect(store.stat(key, signal)).rejects.toBe(signal.reason);
      await expect(store.delete(key, signal)).rejects.toBe(signal.reason);
      await expect(store.list('', signal)[Symbol.asyncIterator]().next()).rejects.toBe(signal.reason);
      await expect(store.sweepIncoming(signal)).rejects.toBe(signal.reason);
      await expect(store.check(signal)).rejects.toBe(signal.reason);
      expect((await read(key)).equals(SMALL)).toBe(true);
    });

    it('ends the stream of a reader who gives up, before the first byte, between two and while it waits', async () => {
      const key = newKey();
      await put(key, LARGE);
      for (const when of ['before', 'between', 'while reading']) {
        const controller = new AbortController();
        const stream = await store.get(key, controller.signal);
        const reason = new Error(when);
        const giveUp = (): void => controller.abort(reason);
        if (when === 'between') await new Promise((resolve) => stream.once('readable', resolve));
        if (when === 'while reading') setImmediate(giveUp);
        else giveUp();
        await expect(buffer(stream)).rejects.toBe(reason);
        expect(stream.destroyed).toBe(true);
      }
    });

    it('has forgotten a signal that is aborted when all is done', async () => {
      const key = newKey();
      const controller = new AbortController();
      const { signal } = controller;
      await store.put(key, inChunks(LARGE), LARGE.length, signal);
      const bytes = await buffer(await store.get(key, signal));
      await store.stat(key, signal);
      controller.abort(new Error('too late'));
      expect(bytes.equals(LARGE)).toBe(true);
      expect((await read(key)).equals(LARGE)).toBe(true);
    });

    it('ends a listing that is given up', async () => {
      const user = randomUUID();
      for (let blob = 0; blob < 3; blob += 1) await put(newKey(user), SMALL);
      const controller = new AbortController();
      const listing = async (): Promise<void> => {
        for await (const { key } of store.list(`${user}/`, controller.signal))
          controller.abort(new Error(`enough after ${key}`));
      };
      // What has come already may be given out still.
      const error: unknown = await listing().then(
        () => controller.signal.reason,
        (reason: unknown) => reason,
      );
      expect(error).toBe(controller.signal.reason);
    });

    it('closes a source that it does not want any more', async () => {
      for (const bytes of [SMALL, LARGE]) {
        const tooLong = Readable.from(inChunks(bytes), { objectMode: false });
        await expect(store.put(newKey(), tooLong, bytes.length - 1)).rejects.toBeInstanceOf(BlobSizeMismatch);
        expect(tooLong.destroyed).toBe(true);
      }
      const forNoKey = Readable.from(inChunks(SMALL), { objectMode: false });
      await expect(store.put('../secret', forNoKey, SMALL.length)).rejects.toThrow(TypeError);
      expect(forNoKey.destroyed).toBe(true);
    });

    it('frees a blob whose reader gives up, before the first byte or after', async () => {
      const key = newKey();
      await put(key, LARGE);
      // More than the sockets that an S3 client opens at once.
      for (let reader = 0; reader < 60; reader += 1) {
        const stream = await store.get(key);
        if (reader % 2 === 0) await new Promise((resolve) => stream.once('data', resolve));
        stream.destroy();
      }
      expect((await read(key)).length).toBe(LARGE.length);
    });

    it('lists the blobs of a prefix in the order of their keys, with their sizes and times', async () => {
      const [user, other] = [randomUUID(), randomUUID()];
      const keys = Array.from({ length: 12 }, () => newKey(user)).sort();
      const started = Date.now();
      for (const [index, key] of keys.entries()) await put(key, Buffer.alloc(index));
      await put(newKey(other), SMALL);

      const entries = [];
      for await (const entry of store.list(`${user}/`)) entries.push(entry);
      expect(entries.map(({ key, size }) => [key, size])).toEqual(keys.map((key, index) => [key, index]));
      for (const { modifiedAt } of entries) {
        expect(modifiedAt.getTime()).toBeGreaterThan(started - 2_000);
        expect(modifiedAt.getTime()).toBeLessThan(Date.now() + 2_000);
      }

      const all = await keysOf(store, '');
      expect(all).toEqual([...all].sort());
      expect(all).toEqual(expect.arrayContaining(keys));
      for (const length of [1, 8, 36, 37, 38, 39, 50, 101]) {
        const prefix = (keys[3] as string).slice(0, length);
        expect(await keysOf(store, prefix)).toEqual(all.filter((key) => key.startsWith(prefix)));
      }
      expect(await keysOf(store, randomUUID())).toEqual([]);
      expect(await keysOf(store, '../')).toEqual([]);
    });

    it.each([
      '',
      'a',
      '../../../../etc/passwd',
      `${randomUUID()}/../${'a'.repeat(61)}`,
      `${randomUUID()}/${'A'.repeat(64)}`,
      `${randomUUID()}/${'a'.repeat(63)}`,
      `${randomUUID()}/${'a'.repeat(64)}\n`,
      `/${randomUUID()}/${'a'.repeat(64)}`,
      `.incoming/${'a'.repeat(64)}`,
    ])('refuses what is no key: %j', async (key) => {
      await expect(store.get(key)).rejects.toThrow(TypeError);
      await expect(store.stat(key)).rejects.toThrow(TypeError);
      await expect(store.put(key, inChunks(SMALL), SMALL.length)).rejects.toThrow(TypeError);
      await expect(store.delete(key)).rejects.toThrow(TypeError);
    });

    it('sweeps nothing that is being written', async () => {
      const key = newKey();
      let resume = (): void => undefined;
      const paused = new Promise<void>((resolve) => (resume = resolve));
      async function* slow(): AsyncGenerator<Buffer> {
        yield SMALL;
        await paused;
        yield SMALL;
      }
      const writing = store.put(key, slow(), 2 * SMALL.length);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await store.stat(key)).toBeNull();
      expect(await store.sweepIncoming()).toBe(0);
      resume();
      await writing;
      expect((await read(key)).equals(Buffer.concat([SMALL, SMALL]))).toBe(true);
    });
  });
}
