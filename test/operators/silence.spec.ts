/** A connection that goes silent: what waits on it is answered in time, and its locks do not outlive it for long. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import { CAROL } from '../../src/carol/product.js';
import { importLock } from '../../src/portability/storage/locks.js';
import { CommitUnknown, withConnection } from '../../src/portability/storage/transaction.js';
import { watchDatabase, type DatabaseFaults } from '../support/database-faults.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { eventually } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { startSilentProxy, type SilentProxy } from '../support/silent-proxy.js';

const IMPORT = /^BEGIN ISOLATION LEVEL REPEATABLE READ;/;

let database: TestDatabase;
let proxy: SilentProxy;
let service: TestService;
let faults: DatabaseFaults;
let user: TestUser;
let archive: Buffer;

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startSilentProxy(database.url);
  service = await startTestService(
    { LIMIT_STATEMENT_SECONDS: '2' },
    { database: { url: proxy.url, drop: () => Promise.resolve() } },
  );
  // Its transactions look like those of an import.
  await service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
  user = await service.createUser();
  archive = await packGraph(sampleGraph());
  faults = watchDatabase(service.instance.dataSource, IMPORT);
});
afterEach(async () => {
  faults.restore();
  proxy.passAgain();
  await service.close();
  await proxy.close();
  await database.drop();
});

/** Asked past the proxy. */
async function directly<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

const isImporting = async (): Promise<boolean> => {
  const [row] = await directly<{ free: boolean }>(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free',
    [importLock(CAROL, user.id)],
  );
  return row?.free !== true;
};

describe('A connection that goes silent', () => {
  // Milliseconds: the statement's two seconds and the grace. What an import that failed tidies up is tried on another connection.
  it.each([
    ['as its transaction begins', /^BEGIN/, 12_000],
    ['as rows are staged', /^COPY/, 12_000],
    ['as rows are written', /^INSERT INTO "person"/, 25_000],
    ['before the commit', /^COMMIT/, 35_000],
  ])(
    '%s is given up in time, and the next import works as soon as the server answers',
    async (_, moment, time) => {
      faults.before = ({ text }) => {
        if (moment.test(text)) proxy.silence();
      };
      const began = performance.now();
      const answer = await service.import(user, archive, 'replace');
      expect(answer).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });
      expect(performance.now() - began).toBeLessThan(time);
      faults.reset();
      proxy.passAgain();
      // Neither the lock nor the transaction waits for the server's own time-outs, which are minutes.
      await eventually(async () => expect(await isImporting()).toBe(false), 20_000);
      await eventually(
        async () => expect(await service.import(user, archive, 'replace')).toMatchObject({ status: 200 }),
        30_000,
      );
    },
    120_000,
  );

  it('as the commit is answered leaves the outcome to be looked up', async () => {
    const { dataSource } = service.instance;
    const limits = { statement: 1_000, lock: 1_000, idle: 60_000 };
    const outcome = withConnection(
      dataSource,
      (connection) =>
        connection.transaction('REPEATABLE READ', async (transaction) => {
          await transaction.execute('UPDATE "user" SET email = email WHERE id = $1', [user.id]);
          proxy.silence();
        }),
      limits,
    );
    await expect(outcome).rejects.toBeInstanceOf(CommitUnknown);
  });

  it('while an account is looked up is not lent again', async () => {
    const { dataSource } = service.instance;
    const runner = dataSource.createQueryRunner();
    const client = (await runner.connect()) as pg.Client & {
      connectionParameters: { query_timeout: number };
    };
    client.connectionParameters.query_timeout = 500;
    proxy.silence();
    await expect(runner.query('SELECT 1')).rejects.toThrow('Query read timeout');
    await runner.release();
    proxy.passAgain();
    await eventually(
      async () => expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]),
      20_000,
    );
  });

  it('and is idle as the service stops is closed, and no answer is waited for', async () => {
    const { dataSource } = service.instance;
    const runner = dataSource.createQueryRunner();
    const { connection } = (await runner.connect()) as { connection: { stream: { destroyed: boolean } } };
    await runner.release();
    proxy.silence();
    await dataSource.destroy();
    await eventually(() => expect(connection.stream.destroyed).toBe(true), 5_000);
  });
});

describe('A lock that is gone when it is given back', () => {
  it('is logged, and its connection is not lent again', async () => {
    const { dataSource } = service.instance;
    const pids: string[] = [];
    const pid = (connection: Parameters<Parameters<typeof withConnection>[1]>[0]): Promise<void> =>
      connection.transaction('REPEATABLE READ READ ONLY', async (transaction) => {
        const [row] = await transaction.query<{ pid: string }>('SELECT pg_backend_pid() AS pid');
        pids.push(row?.pid ?? '');
      });
    await withConnection(dataSource, async (connection) => {
      await pid(connection);
      expect(await connection.tryLock('some:lock')).toBe(true);
      await connection.unlock('some:lock');
      await connection.unlock('some:lock');
    });
    expect(service.log.filter((line) => line.includes('lock-lost'))).toHaveLength(1);
    expect(await directly('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pids[0]])).toEqual([]);
  });
});
