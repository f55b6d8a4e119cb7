/** What holds where one of two instances is killed, has another clock, or their store of files goes down. */
import { expect, it } from '@jest/globals';
import { inChunks, newKey } from '../../src/portability/testing/blob-samples.js';
import { startBareProcess } from './bare-process.js';
import { withClockAhead } from './clock-ahead.js';
import type { InstanceLaws } from './instance-laws.js';
import { digestOf, sampleWithFile } from './instances.js';
import { eventually, importForm, send } from './raw-http.js';
import { blobsOf } from './sweep.js';

const MiB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

/** More than one part of an S3 upload. */
const LARGE_BYTES = 9 * MiB;

export const killLaws: InstanceLaws = (trial) => {
  it('one that is killed in its import leaves what was, the other goes on, and the sweep removes its files', async () => {
    const { one, other, store, amidImport, first, second, third, expectSwept, userWith } = trial();
    const user = await userWith(first);
    const killed = await startBareProcess(one, { ...store.environment, UNDO_DAYS: '0' });
    const somebody = await other.createUser();
    const beside = await amidImport(
      () => other.import(somebody, third, 'replace'),
      async (waiting) => {
        const importing = send(killed.service, user, { body: importForm(second, 'replace') });
        await waiting(2);
        killed.process.kill('SIGKILL');
        await expect(importing).rejects.toThrow();
        expect(await digestOf(await other.export(user))).toBe(await digestOf(first));
      },
    );
    expect(beside.status).toBe(200);
    expect(await digestOf(await one.export(somebody))).toBe(await digestOf(third));
    const stored = await blobsOf(one, user);
    await eventually(async () => expect((await other.import(user, second, 'replace')).status).toBe(200));
    expect(await digestOf(await one.export(user))).toBe(await digestOf(second));
    for (const each of [user, somebody]) await expectSwept(each);
    // What the one that was killed had stored was there to be removed.
    const files = (await blobsOf(one, user)).length;
    expect(stored.length).toBeGreaterThan(files);
  });
};

export const clockLaws: InstanceLaws = (trial) => {
  it('the sweep of one whose clock is days ahead leaves what the other is about to commit, and what is young', async () => {
    const { one, other, puts, archiveOf, expectSwept, sweep } = trial();
    const large = await archiveOf(sampleWithFile(5, LARGE_BYTES));
    const user = await one.createUser();
    const nobodys = newKey();
    await one.instance.blobs.put(nobodys, inChunks(Buffer.from('bytes')), 5);
    const halt = puts.haltAfter(LARGE_BYTES - MiB / 2);
    const importing = other.import(user, large, 'replace');
    await Promise.race([halt.reached, importing]);
    await withClockAhead(2 * DAY_MS, async () => {
      await sweep();
      expect(await one.instance.blobs.stat(nobodys)).toMatchObject({ size: 5 });
      await sweep(2 * DAY_MS);
      expect(await one.instance.blobs.stat(nobodys)).toBeNull();
    });
    halt.resume();
    expect(await importing).toMatchObject({ status: 200 });
    expect(await digestOf(await one.export(user))).toBe(await digestOf(large));
    await expectSwept(user);
  });
};

export const outageLaws: InstanceLaws = (trial) => {
  it.each([
    ['stays down until the import has ended', false],
    ['comes back while the import still tries', true],
  ])(
    'a store that goes down in the middle of an import and %s: all or nothing, as was answered',
    async (_, atOnce) => {
      const { one, other, puts, store, first, second, expectSwept, userWith } = trial();
      const user = await userWith(first);
      const halt = puts.haltAfter(MiB / 2);
      const importing = other.import(user, second, 'replace');
      await Promise.race([halt.reached, importing]);
      await store.goDown();
      halt.resume();
      if (atOnce) await store.comeBack();
      const { status, body, headers } = await importing;
      if (!atOnce) {
        expect([status, body.type]).toEqual([503, '/problems/storage-unavailable']);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        await expect(one.export(user)).rejects.toThrow(/answered 503|terminated/);
        await eventually(async () => expect((await fetch(`${one.url}/health/ready`)).status).toBe(503));
        await store.comeBack();
      }
      expect([200, 503]).toContain(status);
      expect(await digestOf(await one.export(user))).toBe(await digestOf(status === 200 ? second : first));
      expect((await other.import(user, second, 'replace')).status).toBe(200);
      expect(await digestOf(await one.export(user))).toBe(await digestOf(second));
      await expectSwept(user);
      await eventually(async () => expect((await fetch(`${one.url}/health/ready`)).status).toBe(200));
    },
  );
};
