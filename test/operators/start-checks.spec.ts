/** A database that the service cannot use is refused at the start, in one line that says what to do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MIGRATIONS } from '../../migrations/index.js';
import { loadConfig } from '../../src/config.js';
import { openInstance } from '../../src/instance.js';
import { startFailure } from '../../src/start-failure.js';
import { VERSION } from '../../src/version.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { asSuperuser, createRole, SERVICE_RIGHTS } from '../support/role.js';

const cleanups: (() => Promise<unknown>)[] = [];
let dataDir: string;
let database: TestDatabase;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'carol-checks-'));
  database = await createTestDatabase();
  cleanups.push(
    () => rm(dataDir, { recursive: true }),
    () => database.drop(),
  );
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What the start says, or the lines that it logged where it succeeds. */
async function start(url: string): Promise<{ failure?: string | undefined; log: string[] }> {
  const log: string[] = [];
  const config = loadConfig({ DATABASE_URL: url, DATA_DIR: dataDir });
  try {
    const instance = await openInstance(config, (line) => log.push(line));
    await instance.close();
    return { log };
  } catch (error) {
    return { failure: startFailure(error) ?? `nothing in one line: ${String(error)}`, log };
  }
}

async function roleWith(
  prepare: (role: string) => readonly string[],
): Promise<{ name: string; url: string }> {
  const role = await createRole(database, prepare);
  cleanups.push(() => role.drop());
  return role;
}

const databaseName = (): string => new URL(database.url).pathname.slice(1);
const emptied = ['DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'] as const;

describe('A start', () => {
  it('with every right that it needs succeeds, and says nothing', async () => {
    const { url } = await roleWith(SERVICE_RIGHTS);
    expect(await start(url)).toEqual({ log: [] });
  });

  it('without TEMPORARY names the GRANT', async () => {
    await asSuperuser(database, `REVOKE TEMPORARY ON DATABASE "${databaseName()}" FROM PUBLIC`);
    const { url, name } = await roleWith(SERVICE_RIGHTS);
    const { failure } = await start(url);
    expect(failure).toBe(
      `DATABASE_URL: the role ${name} may not make temporary tables: GRANT TEMPORARY ON DATABASE ${databaseName()} TO ${name}`,
    );
    await asSuperuser(database, `GRANT TEMPORARY ON DATABASE "${databaseName()}" TO ${name}`);
    expect(await start(url)).toEqual({ log: [] });
  });

  it('without CREATE in an empty database names the GRANT', async () => {
    await asSuperuser(database, ...emptied);
    const { url, name } = await roleWith((role) => [`GRANT USAGE ON SCHEMA public TO ${role}`]);
    const { failure } = await start(url);
    expect(failure).toBe(
      `DATABASE_URL: the role ${name} may not create the tables that are missing: GRANT CREATE ON SCHEMA public TO ${name}`,
    );
    await asSuperuser(database, `GRANT CREATE ON SCHEMA public TO ${name}`);
    expect(await start(url)).toEqual({ log: [] });
  });

  it('without a schema that it may use names the GRANT', async () => {
    await asSuperuser(database, ...emptied);
    const { url, name } = await roleWith(() => []);
    expect((await start(url)).failure).toBe(
      `DATABASE_URL: the role ${name} may use no schema of its search_path ("$user", public): GRANT USAGE, CREATE ON SCHEMA public TO ${name}`,
    );
  });

  it('without rights on the tables names the GRANT', async () => {
    const { url, name } = await roleWith((role) => [
      ...SERVICE_RIGHTS(role),
      `REVOKE INSERT, DELETE ON person, import_receipt FROM ${role}`,
      `REVOKE DELETE ON "user" FROM ${role}`,
    ]);
    const { failure = '' } = await start(url);
    expect(failure).toMatch(/^DATABASE_URL: the role \w+ may not use the tables: GRANT [^\n]+$/);
    await asSuperuser(database, failure.slice(failure.indexOf('GRANT')));
    expect(await start(url)).toEqual({ log: [] });
    expect(failure).toContain(`TO ${name}`);
  });

  it('without the right to read which migrations were run names the GRANT', async () => {
    const { url, name } = await roleWith((role) => [
      ...SERVICE_RIGHTS(role),
      `REVOKE SELECT ON migrations FROM ${role}`,
    ]);
    expect((await start(url)).failure).toBe(
      `DATABASE_URL: the role ${name} may not read which migrations were run: GRANT SELECT ON migrations TO ${name}`,
    );
  });

  it.each([
    ['the role', (role: string) => `ALTER ROLE ${role} SET default_transaction_read_only = on`],
    ['the database', () => `ALTER DATABASE "${databaseName()}" SET default_transaction_read_only = on`],
  ])('that %s keeps from writing says so', async (_, setting) => {
    const { url } = await roleWith((role) => [...SERVICE_RIGHTS(role), setting(role)]);
    try {
      expect((await start(url)).failure).toMatch(
        /^DATABASE_URL: the database is read-only \(default_transaction_read_only is on\): ALTER ROLE [^\n]+$/,
      );
    } finally {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query('SET default_transaction_read_only = off');
      await client.query(`ALTER DATABASE "${databaseName()}" RESET default_transaction_read_only`);
      await client.end();
    }
  });

  it('whose role sees a part of the rows only says so', async () => {
    const { url } = await roleWith((role) => [
      ...SERVICE_RIGHTS(role),
      ...['person', 'job', 'note'].flatMap((table) => [
        `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
        `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
        `CREATE POLICY mine ON ${table} USING (user_id = current_setting('app.user', true))`,
      ]),
    ]);
    expect((await start(url)).failure).toMatch(
      /^DATABASE_URL: row level security hides rows from the role \w+, and an export would leave them out: ALTER ROLE \w+ BYPASSRLS, or ALTER TABLE … DISABLE ROW LEVEL SECURITY \((job|note|person)(, (job|note|person)){2}\)$/,
    );
  });

  it.each(['SQL_ASCII', 'LATIN1'])('on a database in %s says so', async (encoding) => {
    const name = `${databaseName()}_${encoding.toLowerCase()}`;
    await asSuperuser(
      database,
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    cleanups.push(() => asSuperuser(database, `DROP DATABASE ${name} WITH (FORCE)`));
    const url = new URL(database.url);
    url.pathname = `/${name}`;
    expect((await start(url.href)).failure).toBe(
      `DATABASE_URL: the database ${name} is encoded in ${encoding}, and Carol needs UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  });

  it('on a database that a newer release has migrated says both schemas and this release', async () => {
    await asSuperuser(
      database,
      `INSERT INTO migrations ("timestamp", name) VALUES (1999999999999, 'Later1999999999999')`,
    );
    const known = MIGRATIONS.length;
    expect((await start(database.url)).failure).toBe(
      `DATABASE_URL: the database was migrated by a newer release: its schema is ${known + 1} (Later1999999999999), and Carol ${VERSION} knows ${known} (${MIGRATIONS.at(-1)?.name}): start the release that migrated it, or restore a backup from before`,
    );
  });

  it('on a database that has lost a table says so', async () => {
    await asSuperuser(database, 'DROP TABLE note CASCADE');
    expect((await start(database.url)).failure).toMatch(
      /these tables are not there: note: restore a backup$/,
    );
  });

  it('where the role may not open so many connections says so', async () => {
    const { url } = await roleWith((role) => [
      ...SERVICE_RIGHTS(role),
      `ALTER ROLE ${role} CONNECTION LIMIT 1`,
    ]);
    expect((await start(url)).failure).toMatch(
      /^DATABASE_URL: the database refuses: too many connections[^\n]*$/,
    );
  });

  it('tells of triggers that change what is written', async () => {
    await asSuperuser(
      database,
      `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at := now(); RETURN NEW; END'`,
      'CREATE TRIGGER touch BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION touch()',
      'CREATE TRIGGER after BEFORE DELETE ON note FOR EACH ROW EXECUTE FUNCTION touch()',
    );
    const { log, failure } = await start(database.url);
    expect(failure).toBeUndefined();
    expect(log).toEqual([
      expect.stringMatching(/^triggers change rows before they are written \(touch on person\): /),
    ]);
  });
});
