/** What a role, a database or another user of a connection may have set, and what the service does as if they had not. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { inTransaction } from '../../src/portability/storage/transaction.js';
import { createTestDatabase } from '../support/postgres.js';
import { createRole, databaseOf, SERVICE_RIGHTS, asSuperuser } from '../support/role.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A service whose role has these settings. */
async function serviceWith(...settings: readonly string[]): Promise<TestService> {
  const database = await createTestDatabase();
  const role = await createRole(database, (name) => [
    ...SERVICE_RIGHTS(name),
    ...settings.map((setting) => `ALTER ROLE ${name} SET ${setting}`),
  ]);
  const service = await startTestService({}, { database: await databaseOf(database, role) });
  cleanups.push(() => service.close());
  return service;
}

/** Everything that people do works: signing in by cookie, export, preview and import in each mode. */
async function expectWork(service: TestService): Promise<void> {
  const owner = await userWith(service, sampleGraph());
  const archive = await service.export(owner, undefined, true);
  const other = await service.createUser();
  expect(await service.preview(other, archive)).toMatchObject({ status: 200, body: { valid: true } });
  for (const mode of ['merge', 'replace', 'copies'] as const)
    expect(await service.import(other, archive, mode)).toMatchObject({ status: 200 });
  const again = await service.import(owner, archive, 'replace');
  for (const effects of Object.values(again.body.effects))
    expect(effects).toMatchObject({ create: 0, update: 0, delete: 0 });

  const email = 'ann@carol.example';
  await service.server.app.get(AccountsService, { strict: false }).createUser(email, 'long enough 1');
  const signedIn = await fetch(`${service.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'long enough 1' }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = await fetch(`${service.url}/api/auth/session`, { headers: { cookie } });
  expect(session.status).toBe(200);
}

describe('A role with settings of its own', () => {
  it.each([
    ['DateStyle German', `DateStyle = 'German'`],
    [
      'and with nothing as it usually is',
      `DateStyle = 'SQL, DMY'`,
      `TimeZone = 'Asia/Kathmandu'`,
      `IntervalStyle = 'iso_8601'`,
      'extra_float_digits = -15',
      `bytea_output = 'escape'`,
      'standard_conforming_strings = off',
      `default_transaction_isolation = 'serializable'`,
    ],
  ])('(%s) does not matter', async (_, ...settings) => {
    await expectWork(await serviceWith(...settings));
  });

  it('(time-outs of transactions and of idle sessions) does not matter', async () => {
    const service = await serviceWith(`idle_session_timeout = '300ms'`, `transaction_timeout = '150ms'`);
    await expectWork(service);
    const waits = await inTransaction(service.instance.dataSource, 'REPEATABLE READ', (transaction) =>
      transaction.query('SELECT pg_sleep(0.4), 1 AS done'),
    );
    expect(waits).toMatchObject([{ done: '1' }]);
  });

  it('(a commit that does not wait for the disk) commits durably', async () => {
    const service = await serviceWith('synchronous_commit = off');
    const durability = (isolation: 'REPEATABLE READ' | 'REPEATABLE READ READ ONLY'): Promise<unknown> =>
      inTransaction(service.instance.dataSource, isolation, (transaction) =>
        transaction.query('SHOW synchronous_commit'),
      );
    expect(await durability('REPEATABLE READ')).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('(a schema first in its path that appears later) reads and writes where it began', async () => {
    const database = await createTestDatabase();
    const role = await createRole(database);
    const service = await startTestService({}, { database: await databaseOf(database, role) });
    cleanups.push(() => service.close());
    const owner = await userWith(service, sampleGraph());
    const before = await service.preview(owner, await service.export(owner, undefined, true));
    // "$user" is the first of the default path.
    await asSuperuser(
      database,
      `CREATE SCHEMA ${role.name} AUTHORIZATION ${role.name}`,
      `CREATE TABLE ${role.name}.person (LIKE public.person)`,
      `GRANT ALL ON ${role.name}.person TO ${role.name}`,
    );
    await Promise.all(
      Array.from({ length: 20 }, () => service.instance.dataSource.query('SELECT pg_sleep(0.05)')),
    );
    const after = await service.preview(owner, await service.export(owner, undefined, true));
    expect(after.body.archive).toEqual({
      ...before.body.archive,
      exportedAt: expect.anything(),
      sha256: expect.anything(),
    });
  });
});

describe('A connection on which somebody has used a temporary table', () => {
  it('imports', async () => {
    const database = await createTestDatabase();
    const service = await startTestService({}, { database });
    cleanups.push(() => service.close());
    const { dataSource } = service.instance;
    const user = await service.createUser();
    const archive = await packGraph(sampleGraph());
    // On every connection that the pool may lend.
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const runner = dataSource.createQueryRunner();
        await runner.query(`CREATE TEMPORARY TABLE others_${index} AS SELECT 1 AS one`);
        await runner.query('SELECT pg_sleep(0.1)');
        await runner.release();
      }),
    );
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
    expect(await service.preview(user, archive)).toMatchObject({ status: 200 });
  });
});

describe('Row level security', () => {
  const filter = (name: string): readonly string[] => [
    'ALTER TABLE person ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE person FORCE ROW LEVEL SECURITY',
    `CREATE POLICY none ON person TO ${name} USING (false)`,
  ];

  it('that begins while the service runs ends exports and imports, and leaves nothing out', async () => {
    const database = await createTestDatabase();
    const role = await createRole(database);
    const service = await startTestService({}, { database: await databaseOf(database, role) });
    cleanups.push(() => service.close());
    const owner = await userWith(service, sampleGraph());
    const archive = await service.export(owner, undefined, true);
    await asSuperuser(database, ...filter(role.name));
    await expect(service.export(owner, undefined, true)).rejects.toThrow();
    expect((await service.import(owner, archive, 'replace')).status).toBeGreaterThanOrEqual(500);
    expect((await service.preview(owner, archive)).status).toBeGreaterThanOrEqual(500);
    await asSuperuser(
      database,
      'DROP POLICY none ON person',
      'ALTER TABLE person DISABLE ROW LEVEL SECURITY',
    );
    expect(await service.preview(owner, await service.export(owner, undefined, true))).toMatchObject({
      body: { valid: true },
    });
  });

  it('makes PostgreSQL refuse on a pool of anybody', async () => {
    const database = await createTestDatabase();
    const role = await createRole(database, (name) => [...SERVICE_RIGHTS(name), ...filter(name)]);
    const { DataSource } = await import('typeorm');
    const host = await new DataSource({ type: 'postgres', url: role.url }).initialize();
    cleanups.push(
      () => database.drop(),
      () => role.drop(),
      () => host.destroy(),
    );
    const read = inTransaction(host, 'REPEATABLE READ READ ONLY', (transaction) =>
      transaction.query('SELECT * FROM person'),
    );
    await expect(read).rejects.toMatchObject({ code: '42501' });
  });
});
