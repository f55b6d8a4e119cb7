/** The traces of a test run on this machine and on a given server, and how they are removed. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { deadRuns, isAlive, warnOfDeadRun } from '../../scripts/dead-runs.js';

/** Runs that were killed leave their folder; their servers ended with them. */
export async function removeDeadRuns() {
  for (const folder of deadRuns(tmpdir(), 'carol-test-'))
    await endRun(folder).catch((error) => warnOfDeadRun(folder, error));
}

/** @param {string} folder the run's, from CAROL_TEST_RUN */
export async function endRun(folder) {
  await stopServer(folder);
  await rm(folder, { recursive: true, force: true });
  const server = process.env['TEST_DATABASE_URL'];
  if (server) await dropDatabases(server, databasePrefix(folder));
}

/** All databases of a run begin like this. */
export function databasePrefix(folder) {
  return `${basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '_')}_`;
}

/** By its number, not by letting go: specs that ran in this very process may hold the server for good. */
async function stopServer(folder) {
  const file = await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(file, 10);
  if (!(pid > 0) || !isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let poll = 0; poll < 1000 && isAlive(pid); poll++) await sleep(10);
}

async function dropDatabases(server, prefix) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    const found = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      prefix,
    ]);
    for (const { datname } of found.rows) await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
