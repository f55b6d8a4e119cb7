/** Much at once: imports, exports, deletions and people who leave, and everything is as if they had come one after the other. */
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { readFiles, timelessFiles } from '../support/archive-files.js';
import { expectAtRest, expectWorking, heldInDatabase, uploadsBegun } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { createBlobFaults, pausedAtPut } from '../support/blob-faults.js';
import { begin, beginExport, eventually, file, formOf, importForm, send } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { belongingsOf, sweep } from '../support/sweep.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';

/** Connections that the service has. */
const POOL = 20;

const faults = createBlobFaults();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ LIMIT_STALL_SECONDS: '4' }, { blobs: faults.wrap });
});
afterAll(() => service?.close());
beforeEach(() => faults.reset());
afterEach(() => expectAtRest(service));

const sql = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.instance.dataSource.query(text, parameters);

const lockName = (user: TestUser): string => `carol-import:${user.id}`;

/** With one large file, so that an export does not fit into the buffers of a connection. */
const largeGraph = (): Graph => withBigFile(sampleGraph(), randomBytes(24 * 1024 * 1024));

/** An import that has come to the point where it stores its first blob, inside its transaction, and waits there. */
const pausedImport = (user: TestUser, archive: Buffer, mode: 'merge' | 'replace' = 'merge') =>
  pausedAtPut(faults, () => service.import(user, archive, mode));

describe('Two imports of one person', () => {
  it('do not run at once: the second is refused before its body is read', async () => {
    const user = await service.createUser();
    const archive = await packGraph(sampleGraph());
    const first = await pausedImport(user, archive);
    const second = await begin(service, user, 1_000_000_000);
    const [chunk] = (await once(second, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(
      /^HTTP\/1\.1 409 [\s\S]*Retry-After: \d+[\s\S]*\/problems\/import-in-progress/i,
    );
    second.destroy();
    first.resume();
    expect(await first.answer).toMatchObject({ status: 200 });
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
  });

  it('do not run at once in two instances on one database either', async () => {
    const user = await service.createUser();
    const archive = await packGraph(sampleGraph());
    const elsewhere = service.instance.dataSource.createQueryRunner();
    await elsewhere.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [lockName(user)]);
    try {
      const answer = await service.import(user, archive, 'merge');
      expect(answer).toMatchObject({ status: 409, body: { type: '/problems/import-in-progress' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await elsewhere.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [lockName(user)]);
      await elsewhere.release();
    }
    expect(await belongingsOf(service, user)).toEqual([]);
  });
});

describe('An export during an import', () => {
  it('is what was there before, and one after it is what is there then', async () => {
    const user = await userWith(service, sampleGraph());
    const before = await timelessFiles(await service.export(user));
    const archive = await packGraph(sampleGraph());
    const { answer, resume } = await pausedImport(user, archive, 'replace');
    expect(await timelessFiles(await service.export(user))).toEqual(before);
    resume();
    expect(await answer).toMatchObject({ status: 200 });
    const heir = await service.createUser();
    const after = await timelessFiles(await service.export(user));
    expect(after).not.toEqual(before);
    expect(await service.import(heir, archive, 'copies')).toMatchObject({ status: 200 });
  });

  it('still has the files that the import let go', async () => {
    const user = await userWith(service, largeGraph());
    const before = await service.export(user, undefined, true);
    const reading = await beginExport(service, user);
    expect(await service.import(user, await packGraph(sampleGraph()), 'replace')).toMatchObject({
      status: 200,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of reading) chunks.push(chunk as Buffer);
    expect(await timelessFiles(Buffer.concat(chunks))).toEqual(await timelessFiles(before));
  });
});

describe('While an import runs', () => {
  it('its token may be revoked: it ends as it began, and the next request is refused', async () => {
    const user = await service.createUser();
    const { answer, resume } = await pausedImport(user, await packGraph(sampleGraph()));
    await sql('DELETE FROM personal_access_token WHERE user_id = $1', [user.id]);
    resume();
    expect(await answer).toMatchObject({ status: 200 });
    expect(await send(service, user, { body: importForm('x') })).toMatchObject({ status: 401 });
  });

  it('its account may be deleted: that comes after it, and takes all of it along', async () => {
    const user = await service.createUser();
    const { answer, resume } = await pausedImport(user, await packGraph(sampleGraph()));
    const deleted = sql('DELETE FROM "user" WHERE id = $1', [user.id]);
    await eventually(async () => {
      const waiting = await sql(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(1);
    });
    resume();
    expect(await answer).toMatchObject({ status: 200 });
    await deleted;
    await sweep(service, user);
    expect(await belongingsOf(service, user)).toEqual([]);
  });

  it('or it is deleted before the import has begun: then nothing is imported', async () => {
    const user = await service.createUser();
    const form = importForm(await packGraph(sampleGraph()));
    const socket = await begin(service, user, form.length);
    socket.write(form.subarray(0, 1_000));
    await uploadsBegun(service, 1);
    await sql('DELETE FROM "user" WHERE id = $1', [user.id]);
    socket.write(form.subarray(1_000));
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 401 [\s\S]*\/problems\/unauthenticated/);
    socket.destroy();
    expect(await belongingsOf(service, user)).toEqual([]);
  });
});

describe('Twenty people at once', () => {
  it('import and export, and everyone has what is theirs', async () => {
    const people = await Promise.all(
      Array.from({ length: 20 }, async () => ({
        user: await service.createUser(),
        archive: await packGraph(sampleGraph()),
      })),
    );
    await Promise.all(
      people.map(async ({ user, archive }) => {
        for (;;) {
          const answer = await service.import(user, archive, 'replace');
          if (answer.status === 200) break;
          // What went wrong stands beside what was expected.
          if (answer.status === 500)
            throw new Error(service.log.filter((line) => line.includes('failure')).join());
          expect(answer).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
          const seconds = Number(answer.headers.get('retry-after'));
          expect(seconds).toBeGreaterThan(0);
          await new Promise((resolve) => setTimeout(resolve, seconds * 200));
        }
      }),
    );
    for (const { user, archive } of people) {
      const again = await service.import(user, archive, 'merge');
      for (const { name } of CAROL_KINDS)
        expect(again.body.effects[name]).toMatchObject({ create: 0, update: 0, delete: 0, keep: 0 });
    }
  }, 120_000);

  it('nobody has more than half of the places', async () => {
    const greedy = await service.createUser();
    const sockets = await Promise.all(
      [1, 2].map(() => begin(service, greedy, 'chunked', { path: '/api/import/preview' })),
    );
    await uploadsBegun(service, 2);
    const answer = await send(service, greedy, { path: '/api/import/preview', body: formOf(file('x')) });
    expect(answer).toMatchObject({ status: 429, body: { type: '/problems/too-many-requests' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    const modest = await service.createUser();
    expect(
      await send(service, modest, { path: '/api/import/preview', body: formOf(file('x')) }),
    ).toMatchObject({ status: 415 });
    for (const socket of sockets) socket.destroy();
  });
});

describe('More people who leave than there are connections', () => {
  it('during the upload leave nothing', async () => {
    const archive = importForm(await packGraph(sampleGraph()));
    for (let round = 0; round < POOL + 5; round++) {
      const user = await service.createUser();
      const socket = await begin(service, user, archive.length);
      socket.write(archive.subarray(0, archive.length - 10));
      if (round % 2) await new Promise((resolve) => setTimeout(resolve, 10));
      socket.resetAndDestroy();
    }
    await expectWorking(service);
  });

  it('during the import leave nothing, or all of it', async () => {
    const archive = await packGraph(sampleGraph());
    const form = importForm(archive);
    for (let round = 0; round < POOL + 5; round++) {
      const user = await service.createUser();
      const socket = await begin(service, user, form.length);
      socket.write(form);
      await new Promise((resolve) => setTimeout(resolve, round * 12));
      socket.resetAndDestroy();
      await eventually(async () => expect(await heldInDatabase(service)).toEqual([]));
      const tables = (await belongingsOf(service, user)).length;
      expect([0, CAROL_KINDS.length + 2]).toContain(tables);
    }
    await expectWorking(service);
  }, 120_000);

  it('during the download leave nothing', async () => {
    const user = await userWith(service, largeGraph());
    for (let round = 0; round < POOL + 5; round++) {
      const download = await beginExport(service, user);
      await once(download, 'readable');
      download.socket.resetAndDestroy();
    }
    await expectWorking(service);
  }, 120_000);

  it('or neither leave nor read, are not waited for by the database, and may go on later', async () => {
    const user = await userWith(service, largeGraph());
    const download = await beginExport(service, user);
    const held = () =>
      sql(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
    await eventually(async () => expect(await held()).toHaveLength(1));
    await eventually(async () => expect(await held()).toEqual([]), 15_000);
    expect((await readFiles(await buffer(download))).size).toBeGreaterThan(0);
  });
});
