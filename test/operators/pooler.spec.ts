/** A connection pooler in between: one that lends a session for each transaction is refused, one that lends it for good works. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config.js';
import { openInstance } from '../../src/instance.js';
import { startFailure } from '../../src/start-failure.js';
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService } from '../support/service.js';

const cleanups: (() => Promise<unknown>)[] = [];
let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  cleanups.push(() => database.drop());
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

(hasPgBouncer ? describe : describe.skip)('PgBouncer (needs pgbouncer)', () => {
  it.each([
    ['as it is', []],
    ['that hands out its sessions in turn', ['server_round_robin = 1']],
    ['that resets each session', ['server_reset_query_always = 1', 'server_reset_query = DISCARD ALL']],
  ])('in transaction mode, %s, is refused in one line', async (_, settings) => {
    const pooler = await startPgBouncer(database, 'transaction', ...settings);
    cleanups.push(() => pooler.stop());
    const dataDir = await mkdtemp(join(tmpdir(), 'carol-pooler-'));
    cleanups.push(() => rm(dataDir, { recursive: true }));
    const opened = openInstance(loadConfig({ DATABASE_URL: pooler.url, DATA_DIR: dataDir }), () => undefined);
    const failure = await opened.then(
      async (instance) => {
        await instance.close();
        return 'it started';
      },
      (error: unknown) => startFailure(error),
    );
    expect(failure).toBe(
      'DATABASE_URL: a connection pooler in transaction mode is in between, and Carol holds locks for a session: use session mode (pgbouncer: pool_mode = session), or connect to the server directly',
    );
  });

  it('in session mode imports and exports', async () => {
    const pooler = await startPgBouncer(database, 'session');
    const service = await startTestService({}, { database: { url: pooler.url, drop: () => pooler.stop() } });
    cleanups.push(() => service.close());
    const user = await service.createUser();
    const archive = await packGraph(sampleGraph());
    for (const mode of ['merge', 'replace', 'replace'] as const)
      expect(await service.import(user, archive, mode)).toMatchObject({ status: 200 });
    await service.export(user);
    expect(service.log.filter((line) => line.includes('lock-lost'))).toEqual([]);
  });
});
