/** Ends the server's side of a connection that was given up: its transaction and its locks would live on as long as it waits for us. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { boundedClient } from './bounded-client.js';
import { END_BACKEND, type Backend } from './transaction-settings.js';

/** Pauses before each try, milliseconds: two minutes in all, longer than the server keeps a client that is gone. */
const PAUSES = [0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000] as const;
const TIMEOUTS = { statement: 1_000, lock: 0, idle: 0 } as const;

/** Tries in the background, over other connections of the pool, until the session has ended or the pool is closed. */
export async function endBackend(dataSource: DataSource, { pid, started }: Backend): Promise<void> {
  for (const pause of PAUSES) {
    await sleep(pause, undefined, { ref: false });
    if (!dataSource.isInitialized) return;
    const isDone = await onAnother(dataSource, pid, started).catch(() => false);
    if (isDone) return;
  }
}

/** The same kind of trouble may have befallen the other connection: it is bounded, too. */
async function onAnother(dataSource: DataSource, pid: string, started: string): Promise<boolean> {
  const runner = dataSource.createQueryRunner();
  const ignore = (): void => undefined;
  let client: Client | undefined;
  try {
    client = (await runner.connect()) as Client;
    client.on('error', ignore);
    const spoilt = (): void => void client?.end().catch(() => undefined);
    const { rows } = await boundedClient(client, TIMEOUTS, spoilt).runAtOnce({
      text: END_BACKEND,
      values: [pid, started],
    });
    // The one that answers with a row was told to end; the next try finds out whether it did.
    return rows.length === 0;
  } finally {
    client?.off('error', ignore);
    await runner.release();
  }
}
