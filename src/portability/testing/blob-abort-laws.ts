/** Laws of blob stores: who gives up is let go at once, with the reason, and no half of a blob stays. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertAbsent,
  assertHolds,
  inChunks,
  newKey,
  pausing,
  put,
  refusalOf,
  SAMPLES,
  type BlobLaw,
} from './blob-samples.js';

const { small: SMALL, large: LARGE } = SAMPLES;

/** @param isAtomic whether a blob that appears is always whole */
export function abortLaws(law: BlobLaw, isAtomic: boolean): void {
  law('is ready for those who wait, when others who asked with them no longer do', async (store) => {
    // What was found out a second ago is not asked again.
    await sleep(1_100);
    const controller = new AbortController();
    const [left, stays] = [store.check(controller.signal), store.check()];
    controller.abort(new Error('gone'));
    assert.equal(await refusalOf(left), controller.signal.reason);
    assert.equal(await stays, undefined);
  });

  for (const [size, bytes] of Object.entries(SAMPLES)) {
    abortedPutLaws(`a ${size} blob`, bytes, law);
    law(`keeps all or nothing of ${size} blobs whose puts are given up at any moment`, async (store) => {
      for (const delay of [0, 1, 2, 4, 8, 16, 32]) {
        const key = newKey();
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error('given up')), delay);
        const stored = await store.put(key, inChunks(bytes), bytes.length, controller.signal).then(
          () => true,
          (error: unknown) => {
            assert.equal(error, controller.signal.reason);
            return false;
          },
        );
        const found = await store.stat(key);
        if (stored || (found !== null && isAtomic)) await assertHolds(store, key, bytes);
      }
    });
  }

  law('does nothing for who has given up before, and says why', async (store) => {
    const key = newKey();
    await put(store, key, SMALL);
    const signal = AbortSignal.abort(new Error('given up'));
    const source = Readable.from(inChunks(SMALL), { objectMode: false });
    const calls = [
      () => store.put(newKey(), source, SMALL.length, signal),
      () => store.get(key, signal),
      () => store.stat(key, signal),
      () => store.delete(key, signal),
      () => store.list('', signal)[Symbol.asyncIterator]().next(),
      () => store.sweepIncoming(signal),
      () => store.check(signal),
    ];
    for (const call of calls) assert.equal(await refusalOf(call()), signal.reason);
    assert.ok(source.destroyed);
    await assertHolds(store, key, SMALL);
  });

  law(
    'ends the stream of a reader who gives up: at once, between two bytes, while it waits',
    async (store) => {
      const key = newKey();
      await put(store, key, LARGE);
      for (const when of ['before', 'between', 'while reading']) {
        const controller = new AbortController();
        const stream = await store.get(key, controller.signal);
        const reason = new Error(when);
        const giveUp = (): void => controller.abort(reason);
        if (when === 'between') await once(stream, 'readable');
        if (when === 'while reading') setImmediate(giveUp);
        else giveUp();
        assert.equal(await refusalOf(buffer(stream)), reason);
        assert.ok(stream.destroyed);
      }
    },
  );

  law('has forgotten a signal that is aborted when all is done', async (store) => {
    const key = newKey();
    const controller = new AbortController();
    const { signal } = controller;
    await store.put(key, inChunks(LARGE), LARGE.length, signal);
    const bytes = await buffer(await store.get(key, signal));
    await store.stat(key, signal);
    controller.abort(new Error('too late'));
    assert.ok(bytes.equals(LARGE));
    await assertHolds(store, key, LARGE);
  });

  law('ends a listing that is given up', async (store) => {
    const user = randomUUID();
    for (let blob = 0; blob < 3; blob += 1) await put(store, newKey(user), SMALL);
    const controller = new AbortController();
    const listing = async (): Promise<void> => {
      for await (const { key } of store.list(`${user}/`, controller.signal))
        controller.abort(new Error(`enough after ${key}`));
    };
    // What has come already may be given out still.
    const error: unknown = await listing().then(
      (): unknown => controller.signal.reason,
      (reason: unknown) => reason,
    );
    assert.ok(error !== undefined);
    assert.equal(error, controller.signal.reason);
  });
}

function abortedPutLaws(what: string, bytes: Buffer, law: BlobLaw): void {
  for (const share of [0, 0.5, 1]) {
    law(`keeps nothing of ${what} whose put is given up when ${share} of it is taken`, async (store) => {
      const key = newKey();
      const controller = new AbortController();
      const { source, paused, resume } = pausing(bytes, Math.floor(bytes.length * share));
      const refusal = refusalOf(store.put(key, source, bytes.length, controller.signal));
      await paused;
      controller.abort(new Error('given up'));
      assert.equal(await refusal, controller.signal.reason);
      assert.equal(await store.stat(key), null);
      resume();
      await sleep(100);
      await assertAbsent(store, key);
    });
  }

  law(`keeps what was there when a put of ${what} is given up, and closes the source`, async (store) => {
    const key = newKey();
    const before = Buffer.from('before');
    await put(store, key, before);
    const controller = new AbortController();
    const source = new Readable({ read: () => undefined });
    source.push(bytes.subarray(0, 5));
    const reason = new Error('given up');
    const refusal = refusalOf(store.put(key, source, bytes.length, controller.signal));
    setTimeout(() => controller.abort(reason), 50);
    assert.equal(await refusal, reason);
    assert.ok(source.destroyed);
    await assertHolds(store, key, before);
  });
}
