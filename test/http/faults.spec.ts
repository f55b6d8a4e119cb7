/** Things that break in the middle: afterwards everything is as before or as it should be, never between, and works again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { storageFull, storageUnavailable } from '../../src/portability/blobs.js';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import { expectAtRest } from '../support/at-rest.js';
import { createBlobFaults, type BlobCall } from '../support/blob-faults.js';
import { watchDatabase, type DatabaseFaults } from '../support/database-faults.js';
import { importForm, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { blobsOf } from '../support/sweep.js';

const IMPORT = /^BEGIN ISOLATION LEVEL REPEATABLE READ$/;
const EXPORT = /^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY$/;

const blobs = createBlobFaults();
let service: TestService;
let database: DatabaseFaults;
let user: TestUser;
/** Another's data, which replaces that of `user`: everything is created, everything deleted. */
let archive: Buffer;
let before: string;

beforeAll(async () => {
  service = await startTestService(
    { LIMIT_STALL_SECONDS: '4', LIMIT_LOCK_SECONDS: '4' },
    { blobs: blobs.wrap },
  );
  // Its transactions look like those of an import, and would be counted as such.
  await service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
  archive = await packGraph(sampleGraph());
});
afterAll(() => service?.close());
beforeEach(async () => {
  blobs.reset();
  user = await userWith(service, sampleGraph());
  before = await fingerprint(service);
  database = watchDatabase(service.instance.dataSource, IMPORT);
});
afterEach(async () => {
  database.restore();
  blobs.reset();
  await expectAtRest(service);
});

const run = (id: string = randomUUID()): Promise<RawAnswer> =>
  send(service, user, { body: importForm(archive, 'replace'), headers: { 'x-request-id': id } });

const lookUp = (id: string, who: TestUser = user): Promise<RawAnswer> =>
  send(service, who, { method: 'GET', path: `/api/import/${id}`, headers: { 'content-type': '' } });

/** Everything is as it was. */
const expectOld = async (): Promise<void> => expect(await fingerprint(service)).toBe(before);

/** All of the archive is there, and nothing else of the user's. */
async function expectNew(files = 2): Promise<void> {
  database.restore();
  const { body } = await service.preview(user, archive);
  for (const [kind, effects] of Object.entries(body.effects?.replace ?? {}))
    expect({ kind, ...effects }).toMatchObject({ kind, create: 0, update: 0, delete: 0, skip: 0 });
  expect(await blobsOf(service, user)).toHaveLength(files);
}

/** Nothing of what a failure says may help anybody to get in. */
function expectDiscreet(answer: RawAnswer): void {
  expect(JSON.stringify(answer.body)).not.toMatch(
    /SELECT|INSERT|COPY|ECONN|pg_|node_modules|\.ts|\.js|\/tmp/,
  );
}

/** The statements of an import that nothing happens to. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  database.before = ({ text }) => void texts.push(text);
  await work();
  database.reset();
  return texts;
}

describe('The connection of an import that is killed', () => {
  it('at any statement leaves everything as it was, and the next import works', async () => {
    const statements = await statementsOf(run);
    user = await userWith(service, sampleGraph());
    before = await fingerprint(service);
    const named = [
      /^SET LOCAL statement/,
      /^INSERT INTO "import_receipt"/,
      /^SET LOCAL work_mem/,
      /^COPY/,
      /^ANALYZE/,
      /^INSERT INTO "person"/,
      /^DELETE/,
      /^UPDATE "import_receipt"/,
      /^COMMIT/,
    ];
    const first = named.map((pattern) => statements.findIndex((text) => pattern.test(text)));
    expect(first).not.toContain(-1);
    const step = process.env['FAULTS'] === 'all' ? 1 : Math.ceil(statements.length / 8);
    const points = new Set(
      [...first, ...statements.keys()].filter((at, index) => index < first.length || at % step === 0),
    );
    for (const point of points) {
      database.before = ({ number, kill }) => (number === point + 1 ? kill() : undefined);
      const answer = await run();
      expect({ point: statements[point]?.slice(0, 60), ...answer }).toMatchObject({
        point: statements[point]?.slice(0, 60),
        status: 503,
        body: { type: '/problems/database-unavailable' },
      });
      expect(answer.headers['retry-after']).toBeDefined();
      expectDiscreet(answer);
      database.reset();
      await expectOld();
    }
    expect(await run()).toMatchObject({ status: 200 });
    await expectNew();
  }, 180_000);

  it('together with all others, as by a restart, is replaced by a new one', async () => {
    database.before = async ({ number }) => {
      if (number !== 20) return;
      await service.instance.dataSource
        .query(
          `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'carol' AND pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
    };
    expect(await run()).toMatchObject({ status: 503 });
    database.reset();
    await expectOld();
    expect(await run()).toMatchObject({ status: 200 });
    await expectNew();
  });
});

describe('An answer to COMMIT that gets lost', () => {
  it('is looked up: what was done is reported as done', async () => {
    const id = randomUUID();
    database.after = async ({ text, kill }) => {
      if (text !== 'COMMIT') return;
      await kill();
      throw new Error('Connection terminated unexpectedly');
    };
    const answer = await run(id);
    expect(answer).toMatchObject({ status: 200, body: { mode: 'replace' } });
    database.reset();
    await expectNew();
    expect((await lookUp(id)).body).toEqual(answer.body);
  });

  it('is reported as unknown where nothing can be looked up, and can be looked up later', async () => {
    const id = randomUUID();
    // Not of the pool, so that it can end all connections of the pool, and say when they have ended.
    const outside = new pg.Client({
      connectionString: (service.instance.dataSource.options as { url?: string }).url,
    });
    await outside.connect();
    database.after = async ({ text }) => {
      if (text !== 'COMMIT') return;
      database.unreachable = true;
      await outside.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'carol'`,
      );
      await outside.end();
      throw new Error('Connection terminated unexpectedly');
    };
    const answer = await run(id);
    expect(answer).toMatchObject({
      status: 503,
      body: {
        type: '/problems/database-unavailable',
        instance: `urn:uuid:${id}`,
        outcome: 'unknown',
        lookUp: `/api/import/${id}`,
      },
    });
    expect(answer.body.detail).toContain(`/api/import/${id}`);
    expect(answer.headers['retry-after']).toBeDefined();
    database.reset();
    expect(await lookUp(id)).toMatchObject({ status: 200, body: { mode: 'replace' } });
    // The files that were let go stay until the sweep: nobody knew whether they were.
    await expectNew(4);
  });

  it('is a failure where it was not done, and looking it up says that nothing was', async () => {
    const id = randomUUID();
    database.before = ({ text, kill }) => (text === 'COMMIT' ? kill() : undefined);
    expect(await run(id)).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });
    database.reset();
    await expectOld();
    expect(await lookUp(id)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  });

  it('is for nobody else to look up, and an import that still runs is not called absent', async () => {
    const id = randomUUID();
    database.before = async ({ text }) => {
      if (text !== 'COMMIT') return;
      expect(await lookUp(id)).toMatchObject({ status: 409, body: { type: '/problems/import-in-progress' } });
    };
    expect(await run(id)).toMatchObject({ status: 200 });
    database.reset();
    expect(await lookUp(id)).toMatchObject({ status: 200 });
    expect(await lookUp(id, await service.createUser())).toMatchObject({ status: 404 });
    for (const none of ['x', "' OR 1=1", randomUUID()])
      expect(await lookUp(encodeURIComponent(none))).toMatchObject({ status: 404 });
  });
});

describe('Changes by others that come in between', () => {
  const touch = (): Promise<unknown> =>
    service.instance.dataSource.query('UPDATE person SET updated_at = now() WHERE user_id = $1', [user.id]);

  it('once, make the import begin again by itself', async () => {
    let times = 0;
    database.before = async ({ text }) => {
      if (text.startsWith('DELETE FROM "person"') && times++ === 0) await touch();
    };
    expect(await run()).toMatchObject({ status: 200 });
    expect(times).toBe(2);
    await expectNew();
  });

  it('again and again, wait for it from its second attempt on', async () => {
    const edits: Promise<unknown>[] = [];
    database.before = ({ text }) => {
      if (text.startsWith('DELETE FROM "person"')) edits.push(touch());
      // The first attempt has to be overtaken.
      return edits.length === 1 ? edits[0] : undefined;
    };
    expect(await run()).toMatchObject({ status: 200 });
    await Promise.all(edits);
    expect(edits).toHaveLength(2);
    await expectNew();
  });

  it('every few milliseconds, do not keep an import from succeeding', async () => {
    database.restore();
    let writing = true;
    let written = 0;
    const writers = Array.from({ length: 2 }, async () => {
      for (; writing; written++, await sleep(5)) await touch();
    });
    const merge = await packGraph(sampleGraph());
    const statuses: number[] = [];
    for (const mode of ['merge', 'copies', 'replace', 'merge', 'replace', 'copies'] as const)
      statuses.push((await service.import(user, merge, mode)).status);
    const during = written;
    await sleep(50);
    writing = false;
    await Promise.all(writers);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect(during).toBeGreaterThan(20);
  });

  it('that hold the rows for too long are answered with a time to come back', async () => {
    const holder = new pg.Client({
      connectionString: (service.instance.dataSource.options as { url?: string }).url,
    });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('UPDATE person SET updated_at = now() WHERE user_id = $1', [user.id]);
    const answer = await run();
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
    expect(answer.headers['retry-after']).toBeDefined();
    await holder.query('ROLLBACK');
    await holder.end();
    await expectOld();
    expect(await run()).toMatchObject({ status: 200 });
    await expectNew();
  });
});

describe('A blob store that fails', () => {
  const failures: Readonly<Record<string, readonly [() => unknown, number]>> = {
    'is full': [
      () => {
        throw storageFull(new Error('ENOSPC'));
      },
      507,
    ],
    'does not answer': [
      () => {
        throw storageUnavailable(new Error('ETIMEDOUT'));
      },
      503,
    ],
    hangs: [() => new Promise(() => undefined), 503],
    'throws anything': [
      () => {
        throw new TypeError('secret of the store');
      },
      500,
    ],
  };
  const points: readonly (readonly [BlobCall, number, 'before' | 'after'])[] = [
    ['put', 1, 'before'],
    ['put', 1, 'after'],
    ['put', 2, 'before'],
    ['put', 2, 'after'],
  ];

  it.each(Object.entries(failures))(
    '%s, at every step, leaves everything as it was',
    async (_, [fail, status]) => {
      for (const [call, number, when] of points) {
        blobs[when] = (each, count) => (each === call && count === number ? fail() : undefined);
        const answer = await run();
        expect({ call, number, when, ...answer }).toMatchObject({ call, number, when, status });
        expect(JSON.stringify(answer.body)).not.toContain('secret');
        blobs.reset();
        await expectOld();
      }
      expect(await run()).toMatchObject({ status: 200 });
      await expectNew();
    },
    120_000,
  );

  it('to give what is compared leaves everything as it was', async () => {
    const own = await service.export(user);
    for (const [call, fail, status] of [
      ['stat', failures['does not answer']?.[0], 503],
      ['stat', failures['hangs']?.[0], 503],
    ] as const) {
      blobs.before = (each) => (each === call ? fail?.() : undefined);
      expect((await service.import(user, own, 'replace')).status).toBe(status);
      blobs.reset();
      await expectOld();
    }
    expect((await service.import(user, own, 'replace')).body).toMatchObject({
      media: { stored: 0, reused: 2 },
    });
  });

  it('to remove what an import let go does not undo the import', async () => {
    blobs.before = (call) => {
      if (call === 'delete') throw new Error('no');
    };
    expect(await run()).toMatchObject({ status: 200, body: { media: { removed: 0 } } });
  });

  it('in an export breaks the download, or is said before it begins', async () => {
    blobs.before = (call) => {
      if (call === 'get') throw storageUnavailable(new Error('x'));
    };
    await expect(service.export(user)).rejects.toThrow(/terminated|aborted/);
    blobs.before = (call) => {
      if (call === 'stat') throw storageUnavailable(new Error('x'));
    };
    await expect(service.export(user)).rejects.toThrow(/answered 503/);
    blobs.reset();
    await service.export(user);
  });
});

describe('The connection of an export that is killed', () => {
  it('breaks the download, or is said before it begins, and the next export works', async () => {
    database.restore();
    database = watchDatabase(service.instance.dataSource, EXPORT);
    const statements = await statementsOf(() => service.export(user));
    for (let point = 1; point <= statements.length; point += Math.ceil(statements.length / 8)) {
      let killed = false;
      database.before = ({ number, kill }) => {
        if (number !== point || killed) return undefined;
        killed = true;
        return kill();
      };
      await expect(service.export(user)).rejects.toThrow(/answered 503|terminated|aborted/);
      database.reset();
    }
    await service.export(user);
    await expectOld();
  }, 60_000);
});
