/** Laws of blob stores: a source that fails leaves nothing, and every source and reader is let go of. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { BlobSizeMismatch } from '../blobs.js';
import {
  assertAbsent,
  assertHolds,
  assertRefused,
  breaking,
  inChunks,
  newKey,
  put,
  refusalOf,
  SAMPLES,
  type BlobLaw,
} from './blob-samples.js';

const { small: SMALL, large: LARGE } = SAMPLES;

/** More than the sockets that an S3 client opens at once. */
const READERS = 60;

export function sourceLaws(law: BlobLaw): void {
  for (const [size, bytes] of Object.entries(SAMPLES)) brokenSourceLaws(`a ${size} source`, bytes, law);

  law('closes a source that it does not want any more', async (store) => {
    for (const bytes of [SMALL, LARGE]) {
      const tooLong = Readable.from(inChunks(bytes), { objectMode: false });
      await assertRefused(store.put(newKey(), tooLong, bytes.length - 1), BlobSizeMismatch);
      assert.ok(tooLong.destroyed);
    }
    const forNoKey = Readable.from(inChunks(SMALL), { objectMode: false });
    await assertRefused(store.put('../secret', forNoKey, SMALL.length), TypeError);
    assert.ok(forNoKey.destroyed);
  });

  law('frees a blob whose reader gives up, before the first byte or after', async (store) => {
    const key = newKey();
    await put(store, key, LARGE);
    for (let reader = 0; reader < READERS; reader += 1) {
      const stream = await store.get(key);
      if (reader % 2 === 0) await once(stream, 'data');
      stream.destroy();
    }
    await assertHolds(store, key, LARGE);
  });
}

function brokenSourceLaws(what: string, bytes: Buffer, law: BlobLaw): void {
  law(`passes on the error of ${what} that breaks, and keeps nothing`, async (store) => {
    for (const error of [new Error('broken'), Object.assign(new Error('no room'), { code: 'ENOSPC' })]) {
      const key = newKey();
      assert.equal(await refusalOf(store.put(key, breaking(bytes, error), bytes.length + 10)), error);
      await assertAbsent(store, key);
    }
  });

  for (const difference of [-1, 1]) {
    law(`keeps nothing of ${what} of another size (${difference})`, async (store) => {
      const key = newKey();
      await assertRefused(store.put(key, inChunks(bytes), bytes.length + difference), BlobSizeMismatch);
      assert.equal(await store.stat(key), null);
    });
  }

  law(`keeps the blob that was there when ${what} breaks`, async (store) => {
    const key = newKey();
    const before = Buffer.from('before');
    await put(store, key, before);
    const error = new Error('broken');
    assert.equal(await refusalOf(store.put(key, breaking(bytes, error), bytes.length)), error);
    await assertHolds(store, key, before);
  });

  law(`keeps nothing of ${what} that is destroyed in mid-stream`, async (store) => {
    const key = newKey();
    const source = Readable.from(inChunks(bytes, 1), { objectMode: false });
    source.once('data', () => source.destroy());
    await refusalOf(store.put(key, source, bytes.length));
    assert.equal(await store.stat(key), null);
  });
}
