/** Finds out whether a connection is a session of the server's, or a pooler's that lends one for each transaction. */
import pg from 'pg';
import { UnfitDatabase } from './unfit-database.js';

/** Which of two connections asks: a pooler that hands out its sessions in turn is found out as well as one that takes the last. */
const TURNS = [0, 1, 0, 0, 1, 1, 0, 1] as const;

/**
 * A lock of a session would be taken on one session and given back on another. Nothing is set here that would stay on a session
 * of other people's.
 * @throws UnfitDatabase
 */
export async function assertOwnSessions(url: string, timeout: number): Promise<void> {
  const clients = [0, 1].map(
    () =>
      new pg.Client({
        connectionString: url,
        application_name: 'carol',
        connectionTimeoutMillis: timeout,
        query_timeout: timeout,
      }),
  );
  for (const client of clients) client.on('error', () => undefined);
  try {
    for (const client of clients) await client.connect();
    const seen: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
    for (const turn of TURNS) {
      const answer = await clients[turn]?.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      seen[turn].add(answer?.rows[0]?.pid ?? 0);
    }
    if (new Set([...seen[0], ...seen[1]]).size === 2 && seen[0].size === 1) return;
    throw new UnfitDatabase(
      'a connection pooler in transaction mode is in between, and Carol holds locks for a session: use session mode (pgbouncer: pool_mode = session), or connect to the server directly',
    );
  } finally {
    // A hung one is not waited for.
    for (const client of clients) client.end().catch(() => undefined);
  }
}
