/** Removes what no row refers to, while nobody can come to need it: the sweep with the database's answers. */
import type { Portability } from '../../portability.js';
import { instantFrom, millisecondsOf } from '../instants.js';
import { exportLock, importLock, withLocks } from '../locks.js';
import { referencedBlobKeys } from '../media-rows.js';
import { timeoutsOf, withConnection, type Connection } from '../transaction.js';
import { sweepOrphans, type SweepReport } from './sweep.js';

export interface UnreferencedOptions {
  /** Only keys that begin with it: `<user>/` is one user's. */
  readonly prefix?: string;
  /** Counts what would be removed, and removes nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** Several instances may do this at once: who finds a user's blobs locked leaves them to the other, or to the next round. */
export async function sweepUnreferenced(
  { blobs, dataSource, graph, limits, undo }: Portability,
  { prefix = '', dryRun = false, signal }: UnreferencedOptions = {},
): Promise<SweepReport> {
  // Without rows that refer to blobs, the store holds what is none of ours.
  if (!graph.blobKind) return { examined: 0, removed: 0, bytes: 0 };
  const { product } = graph.format;
  const onConnection = <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> =>
    withConnection(dataSource, work, timeoutsOf(limits));
  const referencedOn = (connection: Connection, userId: string, keys: readonly string[]) =>
    connection.transaction('REPEATABLE READ READ ONLY', async (transaction) => {
      const ofRows = await referencedBlobKeys(transaction, graph, userId, keys);
      const copies = await undo?.copies.referenced(transaction, userId, keys);
      return copies ? new Set([...ofRows, ...copies]) : ofRows;
    });
  return sweepOrphans(
    blobs,
    (userId, keys) => onConnection((connection) => referencedOn(connection, userId, keys)),
    {
      now: await onConnection(databaseTime),
      olderThanMs: 0,
      prefix,
      dryRun,
      signal,
      withDead: async (userId, keys, remove) => {
        if (dryRun) return remove(keys);
        await onConnection(async (connection) => {
          await withLocks(connection, [exportLock(product, userId)], async () => {
            // An import holds its lock by the very session that commits it. So while this session has the lock and looks, none is
            // under way; and later ones refer to keys of rows, or to keys that are new. What is dead now is dead for good.
            const dead = await withLocks(connection, [importLock(product, userId)], async () => {
              const referenced = await referencedOn(connection, userId, keys);
              return keys.filter((key) => !referenced.has(key));
            });
            if (dead !== undefined) await remove(dead);
          });
        });
      },
    },
  );
}

/** Epoch milliseconds. The clock that all instances share: that of this machine may be ahead. */
async function databaseTime(connection: Connection): Promise<number> {
  const [[milliseconds] = []] = await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
    transaction.queryRows(`SELECT ${millisecondsOf('clock_timestamp()')}`),
  );
  return instantFrom(milliseconds).getTime();
}
