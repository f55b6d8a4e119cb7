/** Folders, embedded servers and processes that use them, each for one test. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { startPostgresUser, type PostgresUser } from '../support/postgres-users.js';

export const isRoot = process.getuid?.() === 0;
export const NOBODY = { uid: 65_534, gid: 65_534 };

export let pristine: string;

export const cleanups: (() => Promise<unknown>)[] = [];

/** Gives the tests of a spec a cluster that was stopped in order, and ends and removes after each what the functions below began. */
export function useEmbeddedServers(): void {
  beforeAll(async () => {
    pristine = await mkdtemp(join(tmpdir(), 'carol-pristine-'));
    await (await startEmbeddedPostgres({ dataDir: pristine, durable: false })).stop();
  });
  afterAll(async () => {
    await rm(pristine, { recursive: true });
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}

/** A folder that is removed after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-embedded-'));
  // A server whose start was refused may be ending still, and write on its way.
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }));
  return folder;
}

/** With a cluster that was stopped in order: a copy is faster than a new one. */
export async function usedFolder(): Promise<string> {
  const folder = await emptyFolder();
  execFileSync('cp', ['-a', join(pristine, 'postgres'), folder]);
  return folder;
}

/** A server of this process, which stops after the test. */
export async function start(dataDir: string, options: object = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
  cleanups.push(() => postgres.stop());
  return postgres;
}

/** Another process that uses the server in a folder; it is killed after the test. */
export async function user(folder: string, account?: typeof NOBODY): Promise<PostgresUser> {
  const started = await startPostgresUser(folder, account);
  cleanups.push(() => started.kill());
  return started;
}

/** The rows that a statement answers with, on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
