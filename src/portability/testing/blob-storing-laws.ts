/** Laws of blob stores: what is put is there, whole, under its key and no other. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { BlobMissing, type BlobEntry } from '../blobs.js';
import {
  assertHolds,
  assertRefused,
  inChunks,
  keysOf,
  newKey,
  pausing,
  put,
  SAMPLES,
  type BlobLaw,
} from './blob-samples.js';

const { small: SMALL, large: LARGE } = SAMPLES;

const NO_KEYS = [
  '',
  'a',
  '../../../../etc/passwd',
  `${randomUUID()}/../${'a'.repeat(61)}`,
  `${randomUUID()}/${'A'.repeat(64)}`,
  `${randomUUID()}/${'a'.repeat(63)}`,
  `${randomUUID()}/${'a'.repeat(64)}\n`,
  `/${randomUUID()}/${'a'.repeat(64)}`,
  `.incoming/${'a'.repeat(64)}`,
];

export function storingLaws(law: BlobLaw): void {
  law('is ready, which is tried by many at once and leaves nothing', async (store) => {
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 20 }, () => store.check()));
      assert.deepEqual(await keysOf(store, '00000000-'), []);
      await sleep(600);
    }
  });

  law('gives back what was put, however it was cut', async (store) => {
    const bytes = fc.uint8Array({ maxLength: 5_000 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 5_000 }), async (content, chunkBytes) => {
        const key = newKey();
        await store.put(key, inChunks(content, chunkBytes), content.length);
        await assertHolds(store, key, content);
      }),
      { numRuns: 25 },
    );
  });

  law('gives back a large file, from a generator and from a stream', async (store) => {
    for (const source of [inChunks(LARGE, 70_001), Readable.from(inChunks(LARGE), { objectMode: false })]) {
      const key = newKey();
      await store.put(key, source, LARGE.length);
      await assertHolds(store, key, LARGE);
    }
  });

  law('holds a blob until it is deleted; deleting it again is fine', async (store) => {
    const key = newKey();
    assert.equal(await store.stat(key), null);
    await put(store, key, SMALL);
    assert.notEqual(await store.stat(key), null);
    await store.delete(key);
    assert.equal(await store.stat(key), null);
    assert.equal(await store.delete(key), undefined);
  });

  law('says that a blob is missing', (store) => assertRefused(store.get(newKey()), BlobMissing));

  law('replaces a blob that is put again', async (store) => {
    const key = newKey();
    await put(store, key, SMALL);
    for (const bytes of [LARGE, SMALL]) {
      await put(store, key, bytes);
      await assertHolds(store, key, bytes);
    }
  });

  law('lets many put the same blob at once', async (store) => {
    const key = newKey();
    await Promise.all(Array.from({ length: 8 }, () => put(store, key, SMALL)));
    await assertHolds(store, key, SMALL);
    assert.deepEqual(await keysOf(store, key), [key]);
  });

  law('lists the blobs of a prefix in the order of their keys, with their sizes and times', async (store) => {
    const [user, other] = [randomUUID(), randomUUID()];
    const keys = Array.from({ length: 12 }, () => newKey(user)).sort();
    const started = Date.now();
    for (const [index, key] of keys.entries()) await put(store, key, Buffer.alloc(index));
    await put(store, newKey(other), SMALL);

    const entries: BlobEntry[] = [];
    for await (const entry of store.list(`${user}/`)) entries.push(entry);
    assert.deepEqual(
      entries.map(({ key, size }) => [key, size]),
      keys.map((key, index) => [key, index]),
    );
    for (const { modifiedAt } of entries) {
      assert.ok(modifiedAt.getTime() > started - 2_000);
      assert.ok(modifiedAt.getTime() < Date.now() + 2_000);
    }

    const all = await keysOf(store, '');
    assert.deepEqual(all, [...all].sort());
    assert.deepEqual(
      keys.filter((key) => !all.includes(key)),
      [],
    );
    for (const length of [1, 8, 36, 37, 38, 39, 50, 101]) {
      const prefix = (keys[3] as string).slice(0, length);
      assert.deepEqual(
        await keysOf(store, prefix),
        all.filter((key) => key.startsWith(prefix)),
      );
    }
    assert.deepEqual(await keysOf(store, randomUUID()), []);
    assert.deepEqual(await keysOf(store, '../'), []);
  });

  for (const key of NO_KEYS) {
    law(`refuses what is no key: ${JSON.stringify(key)}`, async (store) => {
      await assertRefused(store.get(key), TypeError);
      await assertRefused(store.stat(key), TypeError);
      await assertRefused(put(store, key, SMALL), TypeError);
      await assertRefused(store.delete(key), TypeError);
    });
  }

  law('sweeps nothing that is being written', async (store) => {
    const key = newKey();
    const bytes = Buffer.concat([SMALL, SMALL]);
    const { source, paused, resume } = pausing(bytes, SMALL.length);
    const writing = store.put(key, source, bytes.length);
    await paused;
    await sleep(50);
    assert.equal(await store.stat(key), null);
    assert.equal(await store.sweepIncoming(), 0);
    resume();
    await writing;
    await assertHolds(store, key, bytes);
  });
}
