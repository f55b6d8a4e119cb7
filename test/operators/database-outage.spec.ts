/** A database server that really stops, or really has no space left: old state or new state, and work goes on when it is back. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { expectAtRest } from '../support/at-rest.js';
import { noise, peopleOfNoise, withBigFile } from '../support/big-file.js';
import { watchDatabase, type DatabaseFaults } from '../support/database-faults.js';
import { startOwnServer, type OwnServer } from '../support/own-server.js';
import { beginExport, eventually, importForm, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, packTexts, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { canMountDisks, mountDisk, unmountDisk } from '../support/small-disk.js';
import { ageBlobs, blobsOf, sweep } from '../support/sweep.js';

const IMPORT = /^BEGIN ISOLATION LEVEL REPEATABLE READ;/;
const MiB = 1024 * 1024;

let server: OwnServer;
let service: TestService;
let user: TestUser;
let before: string;

beforeAll(async () => {
  server = await startOwnServer();
  service = await startTestService({}, { database: { url: server.url, drop: () => Promise.resolve() } });
}, 120_000);
afterAll(async () => {
  await service?.close();
  await server?.close();
});
beforeEach(async () => {
  user = await userWith(service, sampleGraph());
  await ageBlobs(service, user);
  before = await fingerprint(service);
});
afterEach(() => expectAtRest(service));

/** Everything answers again, with nothing done by hand. */
const isBack = (): Promise<void> =>
  eventually(async () => {
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    await service.export(user);
  }, 30_000);

describe('A database that is stopped', () => {
  let archive: Buffer;
  let database: DatabaseFaults;
  beforeAll(async () => {
    archive = await packGraph(sampleGraph());
  });
  beforeEach(() => {
    database = watchDatabase(service.instance.dataSource, IMPORT);
  });
  afterEach(() => database.restore());

  const run = (id: string = randomUUID()): Promise<RawAnswer> =>
    send(service, user, { body: importForm(archive, 'replace'), headers: { 'x-request-id': id } });

  /** Files that it stored may be left: that no row refers to them could not be asked. The next sweep removes them. */
  async function expectOld(): Promise<void> {
    await sweep(service, user);
    expect(await fingerprint(service)).toBe(before);
  }

  it.each([
    ['as the import begins', /^BEGIN/],
    ['while rows are written', /^INSERT INTO "person"/],
    ['before the commit', /^COMMIT/],
  ])('%s leaves everything as it was, and comes back by itself', async (_, moment) => {
    let down: Promise<void> | undefined;
    database.before = ({ text }) => (moment.test(text) ? (down ??= server.crash()) : undefined);
    const answer = await run();
    await down;
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);

    // Meanwhile it says what is the matter, and stays alive.
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
    expect(await run()).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });
    await expect(service.export(user)).rejects.toThrow(/answered 503.*database-unavailable/);

    database.reset();
    await server.startAgain();
    await isBack();
    await expectOld();
    expect(await run()).toMatchObject({ status: 200 });
  });

  it('after the commit and before its answer leaves all of the import, and says later that it was done', async () => {
    const id = randomUUID();
    database.after = async ({ text }) => {
      if (text !== 'COMMIT') return;
      await server.crash();
      throw new Error('Connection terminated unexpectedly');
    };
    expect(await run(id)).toMatchObject({ status: 503, body: { outcome: 'unknown' } });
    database.reset();
    await server.startAgain();
    await isBack();
    expect(
      await send(service, user, {
        method: 'GET',
        path: `/api/import/${id}`,
        headers: { 'content-type': '' },
      }),
    ).toMatchObject({ status: 200, body: { mode: 'replace' } });
    const { body } = await service.preview(user, archive);
    for (const effects of Object.values(body.effects?.replace ?? {}))
      expect(effects).toMatchObject({ create: 0, update: 0, delete: 0 });
    // The files that were let go stayed as long as nobody knew whether they were.
    await sweep(service, user);
    expect(await blobsOf(service, user)).toHaveLength(2);
  });

  it('and started again at once is no more than one failed request', async () => {
    let restarted: Promise<void> | undefined;
    database.before = ({ text }) =>
      /^INSERT INTO "person"/.test(text)
        ? (restarted ??= server.crash().then(() => server.startAgain()))
        : undefined;
    expect(await run()).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });
    database.reset();
    await isBack();
    await expectOld();
    expect(await run()).toMatchObject({ status: 200 });
  });

  it('while an export is sent breaks the download', async () => {
    const owner = await userWith(service, withBigFile(sampleGraph(), noise('outage', 24 * MiB)));
    const download = await beginExport(service, owner);
    await once(download, 'readable');
    await server.crash();
    const chunks: Buffer[] = [];
    await expect(
      (async () => {
        for await (const chunk of download) chunks.push(chunk as Buffer);
      })(),
    ).rejects.toThrow(/aborted/);
    expect(download.complete).toBe(false);
    await server.startAgain();
    await isBack();
    await service.export(owner);
  });
});

const disk = join(tmpdir(), `carol-small-disk-${process.pid}`);
(canMountDisks ? describe : describe.skip)('A database whose disk is full (needs root on Linux)', () => {
  beforeEach(() => mkdir(disk, { recursive: true }));
  afterEach(async () => {
    unmountDisk(disk);
    await rm(disk, { recursive: true });
  });

  const sql = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  /** Settings of a database hold for new connections. */
  const reconnect = (): Promise<void> =>
    sql(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'carol'`);
  const tablespace = async (): Promise<void> => {
    mountDisk(disk, 4 * MiB);
    await server.hand(disk);
    await sql(`CREATE TABLESPACE small LOCATION '${disk}'`);
  };

  /** Refused as a full disk, with nothing changed; with room again it works. */
  async function expectFull(archive: Buffer): Promise<void> {
    for (const mode of ['merge', 'copies', 'replace'] as const) {
      const answer = await service.import(user, archive, mode);
      expect(answer).toMatchObject({ status: 507, body: { type: '/problems/storage-full' } });
      expect(JSON.stringify(answer.body)).not.toContain(disk);
    }
    expect(await fingerprint(service)).toBe(before);
    expect(await service.import(user, await packTexts({}), 'merge')).toMatchObject({ status: 200 });
  }

  it('for what is staged refuses the import, and goes on', async () => {
    await tablespace();
    await sql(`ALTER DATABASE carol SET temp_tablespaces = small`);
    await reconnect();
    await isBack();
    try {
      const archive = await peopleOfNoise(8 * MiB);
      expect(await service.preview(user, archive)).toMatchObject({
        status: 507,
        body: { type: '/problems/storage-full' },
      });
      await expectFull(archive);
    } finally {
      await sql(`ALTER DATABASE carol RESET temp_tablespaces`);
      await reconnect();
      await sql('DROP TABLESPACE small');
    }
  });

  it('for what is written refuses the import, and goes on', async () => {
    await tablespace();
    await sql('ALTER TABLE person SET TABLESPACE small');
    before = await fingerprint(service);
    const archive = await peopleOfNoise(8 * MiB);
    try {
      expect(await service.preview(user, archive)).toMatchObject({ status: 200, body: { valid: true } });
      await expectFull(archive);
    } finally {
      await sql('ALTER TABLE person SET TABLESPACE pg_default');
      await sql('DROP TABLESPACE small');
    }
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
  });

  it('for its log undoes the import, with or without an end of the server; with room again it goes on', async () => {
    const archive = await peopleOfNoise(64 * MiB);
    await sql('CHECKPOINT');
    await server.crash();
    mountDisk(disk, 512 * MiB);
    const used = await server.moveLog(disk);
    mountDisk(disk, used + 20 * MiB, true);
    await server.startAgain();
    await isBack();
    before = await fingerprint(service);

    const answer = await service.import(user, archive, 'merge');
    expect([503, 507]).toContain(answer.status);
    expect(answer.body.type).toMatch(/^\/problems\/(database-unavailable|storage-full)$/);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);

    mountDisk(disk, 512 * MiB, true);
    await server.startAgain();
    await isBack();
    expect(await fingerprint(service)).toBe(before);
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
    await server.crash();
    await server.moveLogBack();
    await server.startAgain();
    await isBack();
  }, 120_000);
});
