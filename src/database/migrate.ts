/** Brings the schema up to date, one instance at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { untilAborted } from './until-aborted.js';

/** "carol", as two int4 of PostgreSQL's advisory lock space: nobody else's lock, the same in every instance. */
const MIGRATION_LOCK = [0x6361_726f, 0x6c] as const;
/** Milliseconds. */
const POLL = 200;

export interface MigrateOptions {
  /** Ends the wait for another instance, and that for the database; what a migration has begun the server then undoes. */
  readonly signal?: AbortSignal | undefined;
  /** Told, in one line, when another instance is waited for. */
  readonly log?: (line: string) => void;
}

/**
 * Runs the pending migrations and returns their names. Holds a PostgreSQL advisory lock on a connection of its own
 * meanwhile (so the pool needs two): of several instances that start at once one migrates, the others wait and find nothing to do.
 */
export async function migrate(
  dataSource: DataSource,
  { signal, log = () => undefined }: MigrateOptions = {},
): Promise<readonly string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    for (let waits = 0; !(await tryLock()); waits++) {
      if (waits === 0) log('waiting for another instance that migrates the database');
      await sleep(POLL, undefined, { signal });
    }
    const done = await untilAborted(dataSource.runMigrations(), signal);
    return done.map(({ name }) => name);
  } finally {
    // A connection that is broken has lost the lock with its session.
    await lock.query('SELECT pg_advisory_unlock($1, $2)', [...MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
  }

  async function tryLock(): Promise<boolean> {
    signal?.throwIfAborted();
    const [row] = (await lock.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [
      ...MIGRATION_LOCK,
    ])) as { locked: boolean }[];
    return row?.locked === true;
  }
}
