/** Requests to the blob store that take effect when nobody waits for them any more, with two instances on one database: no file is lost. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BlobStore } from '../../src/portability/blobs.js';
import { mediaIn } from '../support/archive-files.js';
import { gate } from '../support/blob-faults.js';
import { eventually } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';
import { blobsOf, sweep } from '../support/sweep.js';

type Late = 'put' | 'delete';

/** A real store whose requests of one sort wait for a gate, whoever gives up waiting for them. */
function lateStore(
  real: BlobStore,
  call: Late,
  held: { open: Promise<void>; begun: number; done: number },
): BlobStore {
  return new Proxy(real, {
    get(target, name: keyof BlobStore) {
      const method = target[name] as (...args: unknown[]) => unknown;
      if (name !== call) return method.bind(target);
      return async (key: string, source: AsyncIterable<Buffer>, size: number) => {
        // A store that has got the whole request: nobody can call it back.
        const bytes = name === 'put' ? await buffer(source) : Buffer.alloc(0);
        held.begun++;
        await held.open;
        if (name === 'put') await target.put(key, Readable.from([bytes], { objectMode: false }), size);
        else await target.delete(key);
        held.done++;
      };
    },
  });
}

describe('a request that takes effect late', () => {
  let slow: TestService;
  let other: TestService;
  let held: { open: Promise<void>; begun: number; done: number };
  let open: () => void;

  const start = async (call: Late): Promise<void> => {
    const door = gate();
    open = door.open;
    held = { open: door.opened, begun: 0, done: 0 };
    slow = await startTestService(
      { LIMIT_STALL_SECONDS: '2' },
      { blobs: (real) => lateStore(real, call, held) },
    );
    const { url } = slow.instance.dataSource.options as { readonly url: string };
    other = await startTestService({ DATABASE_URL: url, DATA_DIR: slow.dataDir });
  };
  beforeEach(() => {
    held = { open: Promise.resolve(), begun: 0, done: 0 };
  });
  afterEach(async () => {
    open();
    await other?.close();
    await slow?.close();
  });

  it.each(['with its connection to the database lost', 'given up as too slow'])(
    'to remove a file, %s, hits none that another instance has imported since',
    async (how) => {
      await start('delete');
      const user = await other.createUser();
      const mine = await packGraph(sampleGraph());
      await other.import(user, mine, 'merge');
      const files = await mediaIn(await other.export(user));
      expect(files.size).toBeGreaterThan(0);

      const emptying = slow.import(user, await packGraph(sampleGraph()), 'replace');
      await eventually(() => expect(held.begun).toBeGreaterThan(0));
      if (how.startsWith('with'))
        await other.instance.dataSource.query(
          `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
      else await emptying;
      const again = await eventually(async () => {
        const answer = await other.import(user, mine, 'merge');
        expect(answer.status).toBe(200);
        return answer;
      });
      expect(again.body.media.stored).toBe(files.size);
      open();
      await emptying;
      await eventually(() => expect(held.done).toBe(held.begun));

      const now = await mediaIn(await other.export(user));
      for (const [path, bytes] of files) expect(now.get(path)?.equals(bytes)).toBe(true);
    },
    60_000,
  );

  it('to store a file leaves nothing behind that stays', async () => {
    await start('put');
    const user = await other.createUser();
    const mine = await packGraph(sampleGraph());
    expect((await slow.import(user, mine, 'merge')).status).toBe(503);
    expect((await other.import(user, mine, 'merge')).status).toBe(200);
    const files = await mediaIn(await other.export(user));
    open();
    await eventually(() => expect(held.done).toBe(held.begun));
    await sweep(slow, user);
    expect(await blobsOf(other, user)).toHaveLength(new Set([...files.values()].map(String)).size);
    expect(await mediaIn(await other.export(user))).toEqual(files);
  }, 60_000);
});
