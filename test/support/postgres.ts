/** A database of its own for each spec file: a copy of a template that holds all migrations. */
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { databasePrefix } from './test-run.js';

export interface TestDatabase {
  readonly url: string;
  /** Removes the database, connected or not. Call it in afterAll. */
  drop(): Promise<void>;
}

interface TestServer {
  /** Of the database that databases are made from. */
  readonly url: string;
  /** Of the names of this run's databases. */
  readonly prefix: string;
}

/** An advisory lock of the server's "postgres" database: one process makes the template, the others wait. */
const TEMPLATE_LOCK = 0x7e57;

let shared: Promise<TestServer> | undefined;

/**
 * A new database with all migrations applied, on a PostgreSQL that the whole run shares (about 50 ms, the run's
 * first one 2 s). On TEST_DATABASE_URL's server if that is set: its role must be allowed to create databases.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await (shared ??= startServer());
  const template = await ensureTemplate(server);
  const name = `${server.prefix}${randomBytes(6).toString('hex')}`;
  await administer(server.url, (client) => client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`));
  return {
    url: databaseUrl(server.url, name),
    drop: async () => {
      await administer(server.url, (client) =>
        client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
      );
    },
  };
}

/** A test database that is connected to. */
export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** Closes the connections and removes the database. Call it in afterAll. */
  close(): Promise<void>;
}

export async function openTestDatabase(): Promise<OpenDatabase> {
  const database = await createTestDatabase();
  const dataSource = createDataSource(database.url);
  await dataSource.initialize();
  return {
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}

/** The run's server: the first worker that needs it starts it, and it ends with the run (see global-teardown). */
async function startServer(): Promise<TestServer> {
  // Without jest.config.js's globalSetup (an editor's test button): a server per spec file, removed by a later run.
  const folder =
    process.env['CAROL_TEST_RUN'] ?? (await mkdtemp(join(tmpdir(), `carol-test-${process.pid}-`)));
  const given = process.env['TEST_DATABASE_URL'];
  const url = given ?? (await startEmbeddedPostgres({ dataDir: folder, durable: false })).url;
  return { url, prefix: databasePrefix(folder) };
}

async function ensureTemplate({ url, prefix }: TestServer): Promise<string> {
  const template = `${prefix}template`;
  await administer(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount !== 0) return;
    const draft = `${template}_draft`;
    await client.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`);
    await client.query(
      `CREATE DATABASE "${draft}" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    await applyMigrations(databaseUrl(url, draft));
    // Only a whole template gets the name that the others look for.
    await client.query(`ALTER DATABASE "${draft}" RENAME TO "${template}"`);
  });
  return template;
}

async function applyMigrations(url: string): Promise<void> {
  const { MIGRATIONS } = await import('../../migrations/index.js');
  const dataSource = await createDataSource(url, { migrations: [...MIGRATIONS], poolSize: 2 }).initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** One session on the server's own database; closing it also frees its advisory locks. */
async function administer(url: string, action: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await action(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
