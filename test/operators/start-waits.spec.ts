/** What a start waits for ends at once when it is told to stop, or when no waiting mends it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { loadConfig } from '../../src/config.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { openInstance } from '../../src/instance.js';
import { patience } from '../support/patience.js';
import { createTestDatabase } from '../support/postgres.js';
import { serverPid } from '../support/postgres-users.js';
import { eventually } from '../support/raw-http.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-waits-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Rejects as the work does, which has this long for it once it is told to stop. */
async function expectStopped(
  stopping: AbortController,
  work: Promise<unknown>,
  milliseconds: number,
): Promise<void> {
  const began = performance.now();
  stopping.abort();
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  expect(performance.now() - began).toBeLessThan(milliseconds * patience());
}

describe('A start that is told to stop', () => {
  it('while another instance migrates stops, and leaves nothing', async () => {
    const database = await createTestDatabase();
    cleanups.push(() => database.drop());
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    cleanups.push(() => other.end());
    // The lock of migrations, of which no instance may ever take another.
    await other.query('SELECT pg_advisory_lock($1, $2)', [0x6361_726f, 0x6c]);
    const log: string[] = [];
    const stopping = new AbortController();
    const config = loadConfig({ DATABASE_URL: database.url, DATA_DIR: await emptyFolder() });
    const opening = openInstance(config, (line) => log.push(line), stopping.signal);
    opening.catch(() => undefined);
    await eventually(() => expect(log).toEqual(['waiting for another instance that migrates the database']));
    await expectStopped(stopping, opening, 2_000);
    await eventually(async () => {
      const { rows } = await other.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'carol'`,
      );
      expect(rows).toEqual([]);
    });
  });

  it('goes on when the other instance is done', async () => {
    const database = await createTestDatabase();
    cleanups.push(() => database.drop());
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1, $2)', [0x6361_726f, 0x6c]);
    const log: string[] = [];
    const config = loadConfig({ DATABASE_URL: database.url, DATA_DIR: await emptyFolder() });
    const opening = openInstance(config, (line) => log.push(line));
    await eventually(() => expect(log).toHaveLength(1));
    await other.end();
    await (await opening).close();
  });

  it('before it begins does nothing', async () => {
    const config = loadConfig({ DATA_DIR: await emptyFolder() });
    await expect(openInstance(config, () => undefined, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('while it makes a cluster stops, and the next start makes one', async () => {
    const dataDir = await emptyFolder();
    const stopping = new AbortController();
    const starting = startEmbeddedPostgres({ dataDir, durable: false, signal: stopping.signal });
    starting.catch(() => undefined);
    await eventually(async () => expect(await readdir(dataDir)).toHaveLength(1));
    await expectStopped(stopping, starting, 3_000);
    expect(await readdir(dataDir)).toEqual([]);
    await (await startEmbeddedPostgres({ dataDir, durable: false })).stop();
  });

  it('while the embedded server does not answer stops', async () => {
    const dataDir = await emptyFolder();
    const running = await startEmbeddedPostgres({ dataDir, durable: false });
    cleanups.push(() => running.stop());
    const pid = serverPid(dataDir);
    process.kill(pid, 'SIGSTOP');
    try {
      const stopping = new AbortController();
      const starting = startEmbeddedPostgres({ dataDir, durable: false, signal: stopping.signal });
      starting.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await expectStopped(stopping, starting, 1_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});

describe('An embedded server that refuses', () => {
  it('is not waited for', async () => {
    const dataDir = await emptyFolder();
    const running = await startEmbeddedPostgres({ dataDir, durable: false });
    cleanups.push(() => running.stop());
    const admin = new pg.Client({ connectionString: running.url });
    await admin.connect();
    cleanups.push(() => admin.end());
    await admin.query('ALTER ROLE carol NOLOGIN');
    await expect(startEmbeddedPostgres({ dataDir, durable: false })).rejects.toThrow(
      /^The embedded PostgreSQL refuses: role "carol" is not permitted to log in/,
    );
    await admin.query('ALTER ROLE carol LOGIN');
  });
});
