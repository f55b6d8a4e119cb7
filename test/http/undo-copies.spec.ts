/** What is kept for undoing imports: when there is any, how much, until when; and a store that fails while it is kept or used. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import { storageFull, storageUnavailable } from '../../src/portability/blobs.js';
import { createBlobFaults } from '../support/blob-faults.js';
import { eventually } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';
import { blobsOf, sweep } from '../support/sweep.js';
import { accountsOf, historyOf, importWith, keyOf, removeCopy, undo } from '../support/undoing.js';

const faults = createBlobFaults();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ UNDO_DAYS: '7', LIMIT_STALL_SECONDS: '1' }, { blobs: faults.wrap });
});
afterEach(() => faults.reset());
afterAll(() => service?.close());
const { sql, contentOf, copiesOf, mediaOf, expectTidy, imported } = accountsOf(() => service);

describe('what is kept', () => {
  it('is nothing for an import that changes nothing, or is asked for without, and for no preview', async () => {
    const user = await userWith(service, sampleGraph());
    const archive = await packGraph(sampleGraph());
    await service.preview(user, archive);
    expect((await service.import(user, await service.export(user), 'replace')).body.undo).toBeUndefined();
    expect(await importWith(service, user, archive, '0')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'undo' }] },
    });
    const without = await importWith(service, user, archive, 'false');
    expect([without.status, without.body.undo]).toEqual([200, undefined]);
    expect(await copiesOf(user)).toEqual([]);
    await expectTidy(user);
  });

  it('is of three imports at most: the oldest goes', async () => {
    const user = await userWith(service, sampleGraph());
    const keys: string[] = [];
    for (let round = 0; round < 4; round++)
      keys.push(keyOf(await service.import(user, await packGraph(sampleGraph()), 'copies')));
    const kept = (await historyOf(service, user)).map(({ key, undo }) => [key, undo !== null]);
    expect(kept).toEqual(keys.map((key, index) => [key, index > 0]).reverse());
    await expectTidy(user);
    // Each undoing gives room for what it keeps itself, so that the others can be undone in their turn.
    for (const key of keys.slice(1).reverse())
      expect(await undo(service, user, key)).toMatchObject({ status: 200 });
    await expectTidy(user);
  });

  it('goes when its owner says so', async () => {
    const { user, key } = await imported();
    const imports = await contentOf(user);
    expect((await removeCopy(service, user, key)).status).toBe(204);
    expect((await removeCopy(service, user, key)).status).toBe(404);
    expect((await undo(service, user, key)).status).toBe(404);
    expect((await historyOf(service, user))[0]?.undo).toBeNull();
    expect(await contentOf(user)).toEqual(imports);
    await expectTidy(user);
  });

  it('goes when its time is over, and is not swept before', async () => {
    const [{ user, key }, late] = [await imported(), await imported()];
    await sweep(service, user);
    await expectTidy(user);
    expect(await copiesOf(user)).toHaveLength(1);
    await sql(`UPDATE import_copy SET expires_at = now() WHERE user_id = $1`, [user.id]);
    expect((await undo(service, user, key)).status).toBe(404);
    expect((await historyOf(service, user))[0]?.undo).toBeNull();
    await service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
    expect(await copiesOf(user)).toEqual([]);
    await expectTidy(user);
    expect((await undo(service, late.user, late.key)).status).toBe(200);
  });

  it('goes with its account', async () => {
    const { user } = await imported();
    expect(await blobsOf(service, user)).not.toEqual([]);
    await sql('DELETE FROM "user" WHERE id = $1', [user.id]);
    await sweep(service, user);
    expect(await blobsOf(service, user)).toEqual([]);
  });

  it('has a file of the account only where that is whole, and says so', async () => {
    const user = await userWith(service, sampleGraph());
    const [key = ''] = await mediaOf(user);
    const { size } = (await service.instance.blobs.stat(key)) ?? { size: 0 };
    await service.instance.blobs.put(key, chunksOf(Buffer.alloc(size, 1)), size);
    const done = await service.import(user, await packGraph(sampleGraph()), 'copies');
    expect(done).toMatchObject({ status: 200 });
    const undone = await undo(service, user, keyOf(done));
    expect(undone).toMatchObject({ status: 200, body: { archive: { media: { files: 1 } } } });
  });
});

it('is of the attempt that was done, where others changed rows meanwhile', async () => {
  const user = await userWith(service, sampleGraph());
  const archive = await service.export(user);
  const edit = (time: string): Promise<unknown> =>
    sql('UPDATE person SET updated_at = $2 WHERE user_id = $1', [user.id, time]);
  await edit('2020-02-02T02:02:02Z');
  let between: Map<string, string> | undefined;
  faults.before = async (call, count) => {
    if (call !== 'put' || count !== 1) return;
    await edit('2021-02-02T02:02:02Z');
    between = await contentOf(user);
  };
  const done = await service.import(user, archive, 'merge');
  expect([done.status, faults.counts.put]).toEqual([200, 2]);
  await expectTidy(user);
  expect(await undo(service, user, keyOf(done))).toMatchObject({ status: 200 });
  expect(await contentOf(user)).toEqual(between);
});

it('is nothing where the operator has turned it off: what there was goes', async () => {
  const { user, key } = await imported();
  const { url } = service.instance.dataSource.options as { readonly url: string };
  // It tidies up when it starts.
  const other = await startTestService({ DATABASE_URL: url, DATA_DIR: service.dataDir, UNDO_DAYS: '0' });
  try {
    await eventually(async () => expect(await copiesOf(user)).toEqual([]));
    await eventually(() => expectTidy(user));
    expect(await undo(other, user, key)).toMatchObject({ status: 404 });
    const archive = await packGraph(sampleGraph());
    expect((await importWith(other, user, archive, 'true')).body).toMatchObject({ mode: 'copies' });
    expect((await historyOf(other, user)).map(({ undo }) => undo)).toEqual([null, null]);
  } finally {
    await other.close();
  }
});

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

describe('a store that', () => {
  type Case = readonly [string, () => unknown, number, string];
  const CASES: readonly [Case, Case, Case] = [
    ['is full', () => Promise.reject(storageFull(new Error('full'))), 507, 'storage-full'],
    ['fails', () => Promise.reject(storageUnavailable(new Error('down'))), 503, 'storage-unavailable'],
    ['hangs', () => new Promise(() => undefined), 503, 'storage-unavailable'],
  ];

  it.each(CASES)(
    '%s when the copy is stored stops the import before it begins',
    async (_, fault, status, slug) => {
      const user = await userWith(service, sampleGraph());
      const archive = await packGraph(sampleGraph());
      const state = await fingerprint(service);
      faults.before = (call) => (call === 'put' ? fault() : undefined);
      const refused = await service.import(user, archive, 'replace');
      expect(refused).toMatchObject({ status, body: { type: `/problems/${slug}` } });
      expect(refused.body.detail).toContain('undo');
      faults.reset();
      expect(await fingerprint(service)).toBe(state);
      expect(await importWith(service, user, archive, 'false')).toMatchObject({
        status: 200,
      });
    },
  );

  it.each([
    ['get', 1, ...CASES[1]],
    ['put', 1, ...CASES[2]],
    ['put', 2, ...CASES[0]],
  ])(
    'at %s %i of an undoing %s leaves what is there, and the copy',
    async (...[call, at, , fault, status, slug]) => {
      const user = await userWith(service, sampleGraph());
      const before = await contentOf(user);
      const key = keyOf(await service.import(user, await packGraph(sampleGraph()), 'replace'));
      const state = await fingerprint(service);
      faults.reset();
      faults.before = (what, count) => (what === call && count === at ? fault() : undefined);
      expect(await undo(service, user, key)).toMatchObject({ status, body: { type: `/problems/${slug}` } });
      faults.reset();
      expect(await fingerprint(service)).toBe(state);
      await expectTidy(user);
      expect(await undo(service, user, key)).toMatchObject({ status: 200 });
      expect(await contentOf(user)).toEqual(before);
    },
  );
});
