/** Things that break in the middle: afterwards everything is as before or as it should be, never between, and works again. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { storageUnavailable } from '../../src/portability/blobs.js';
import type { BlobCall } from '../support/blob-faults.js';
import {
  blobs,
  database,
  expectDiscreet,
  expectNew,
  expectOld,
  lookUp,
  run,
  service,
  startAnew,
  statementsOf,
  STORE_FAILURES,
  useFaults,
  user,
  watch,
} from './faulty-service.js';

const EXPORT = /^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;/;

/** Ends the connections of the service but the one that asks, and waits until they have ended. */
const END_ALL = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'carol' AND pid <> pg_backend_pid()`;

useFaults();

describe('The connection of an import that is killed', () => {
  it('at any statement leaves everything as it was, and the next import works', async () => {
    const statements = await statementsOf(run);
    await startAnew();
    const named = [
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
    // Before a statement that waits for it (a COPY does not). They end one after the other, and the import hears of the end of
    // its own while later ones are still to come.
    let ended: Promise<unknown> | undefined;
    database.before = ({ text }) => {
      if (!/^INSERT INTO "person"/.test(text)) return undefined;
      ended = service.instance.dataSource.query(END_ALL);
      return ended;
    };
    expect(await run()).toMatchObject({ status: 503 });
    expect(await ended).not.toHaveLength(0);
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
      const ended = outside.query(END_ALL);
      database.unreachable = true;
      await ended;
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

  it('is a failure where it was not done, and looking it up says so', async () => {
    const id = randomUUID();
    database.before = ({ text, kill }) => (text === 'COMMIT' ? kill() : undefined);
    expect(await run(id)).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });
    database.reset();
    await expectOld();
    expect(await lookUp(id)).toMatchObject({
      status: 503,
      body: { type: '/problems/database-unavailable', outcome: 'failed' },
    });
  });

  it('is for nobody else to look up, and an import that still runs is not called absent', async () => {
    const id = randomUUID();
    database.before = async ({ text }) => {
      if (text !== 'COMMIT') return;
      expect(await lookUp(id)).toMatchObject({ status: 202, body: { state: 'running' } });
    };
    expect(await run(id)).toMatchObject({ status: 200 });
    database.reset();
    expect(await lookUp(id)).toMatchObject({ status: 200 });
    expect(await lookUp(id, await service.createUser())).toMatchObject({ status: 404 });
    for (const none of ['x', "' OR 1=1", randomUUID()])
      expect(await lookUp(encodeURIComponent(none))).toMatchObject({ status: 404 });
  });
});

describe('A blob store that fails', () => {
  const points: readonly (readonly [BlobCall, number, 'before' | 'after'])[] = [
    ['put', 1, 'before'],
    ['put', 1, 'after'],
    ['put', 2, 'before'],
    ['put', 2, 'after'],
  ];

  it.each(Object.entries(STORE_FAILURES))(
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
    const own = await service.export(user, undefined, true);
    for (const [call, fail, status] of [
      ['stat', STORE_FAILURES['does not answer']?.[0], 503],
      ['stat', STORE_FAILURES['hangs']?.[0], 503],
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

  it('in an export is said before it begins where it shows by then, and else breaks the download', async () => {
    blobs.before = (call) => {
      if (call === 'get') throw storageUnavailable(new Error('x'));
    };
    await expect(service.export(user, undefined, true)).rejects.toThrow('terminated');
    blobs.before = (call) => {
      if (call === 'stat') throw storageUnavailable(new Error('x'));
    };
    await expect(service.export(user, undefined, true)).rejects.toThrow(/answered 503/);
    blobs.reset();
    await service.export(user, undefined, true);
  });
});

describe('The connection of an export that is killed', () => {
  it('breaks the download, or is said before it begins, and the next export works', async () => {
    watch(EXPORT);
    const statements = await statementsOf(() => service.export(user, undefined, true));
    for (let point = 1; point <= statements.length; point += Math.ceil(statements.length / 8)) {
      let killed = false;
      database.before = ({ number, kill }) => {
        if (number !== point || killed) return undefined;
        killed = true;
        return kill();
      };
      await expect(service.export(user, undefined, true)).rejects.toThrow(/answered 503|terminated|aborted/);
      database.reset();
    }
    await service.export(user, undefined, true);
    await expectOld();
  }, 60_000);
});
