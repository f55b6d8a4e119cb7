/** Facts about the databases that specs get. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../migrations/index.js';
import { assertSupportedServer, createDataSource, migrate } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('a test database', () => {
  let one: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([one?.drop(), other?.drop()]);
  });

  it('has every migration, so that running them finds nothing to do', async () => {
    const dataSource = await createDataSource(one.url, { migrations: [...MIGRATIONS] }).initialize();
    try {
      await assertSupportedServer(dataSource);
      expect(await migrate(dataSource)).toEqual([]);
      expect(await dataSource.query('SELECT count(*)::int AS n FROM migrations')).toEqual([
        { n: MIGRATIONS.length },
      ]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('is nobody else’s', async () => {
    const sources = [createDataSource(one.url), createDataSource(other.url)] as const;
    try {
      await Promise.all(sources.map((source) => source.initialize()));
      await sources[0].query('CREATE TABLE mine (id int)');
      expect(await sources[1].query(`SELECT to_regclass('mine') AS found`)).toEqual([{ found: null }]);
    } finally {
      await Promise.all(sources.map((source) => source.destroy()));
    }
  });
});
