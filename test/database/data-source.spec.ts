/** Facts about the data source: start-up of several instances at once, and broken connections. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { createDataSource, migrate } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('a data source', () => {
  let database: TestDatabase;
  let instances: readonly DataSource[];
  const broken: Error[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    instances = await Promise.all(
      [1, 2, 3].map(() =>
        createDataSource(database.url, {
          migrations: [...MIGRATIONS],
          poolSize: 2,
          onPoolError: (error) => broken.push(error),
        }).initialize(),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.destroy()));
    await database.drop();
  });

  it('migrates an empty database once when three instances start at the same time', async () => {
    await instances[0]?.query('DROP SCHEMA public CASCADE');
    await instances[0]?.query('CREATE SCHEMA public');
    const done = await Promise.all(instances.map((instance) => migrate(instance)));
    expect(done.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(done.filter((names) => names.length > 0)).toHaveLength(1);
  });

  it('gives back the lock when a migration fails', async () => {
    // TypeORM prints a failed migration whatever its logging is set to.
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    class Fails1999999999999 {
      readonly name = 'Fails1999999999999';
      up(): Promise<void> {
        return Promise.reject(new Error('no'));
      }
      down(): Promise<void> {
        return Promise.resolve();
      }
    }
    // A database of its own, so that no lock or session of the others is taken for one of it.
    const own = await createTestDatabase();
    const failing = await createDataSource(own.url, {
      migrations: [Fails1999999999999],
      poolSize: 2,
    }).initialize();
    try {
      await expect(migrate(failing)).rejects.toThrow('no');
      expect(
        await failing.query(
          `SELECT count(*)::int AS held FROM pg_locks
            WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        ),
      ).toEqual([{ held: 0 }]);
    } finally {
      print.mockRestore();
      await failing.destroy();
      await own.drop();
    }
  });

  it('tells of an idle connection that breaks, and goes on', async () => {
    const [one, other] = instances;
    await other?.query('SELECT 1');
    const ended = await one?.query<readonly unknown[]>(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database() AND application_name = 'carol'`,
    );
    expect(ended?.length).toBeGreaterThan(0);
    for (let poll = 0; poll < 500 && broken.length < Number(ended?.length); poll++) await sleep(10);
    expect(broken).toHaveLength(Number(ended?.length));
    expect(broken[0]).toMatchObject({ code: '57P01' });
    expect(await other?.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
