/** Removes blobs that no row refers to any more, or was never to refer to, while nobody can come to need them. */
import type { Portability } from '../../portability.js';
import { exportLock, importLock, withLocks } from '../locks.js';
import { heldBlobKeys } from '../media-rows.js';
import { timeoutsOf, withConnection, type Connection } from '../transaction.js';

/** Requests to the store on the way at once. */
const CONCURRENCY = 16;

/**
 * Removes those of the given blobs that no committed row of the user refers to. What fails here, or has to be left because an
 * export may still read it or an import may count on it, is an orphan, and the sweep removes it.
 * @param importing holds the user's import lock, as long as it lives; without it nobody does for us
 * @returns how many
 */
export async function removeUnreferenced(
  { dataSource, graph, blobs, limits }: Portability,
  userId: string,
  keys: readonly string[],
  importing?: Connection,
): Promise<number> {
  if (keys.length === 0) return 0;
  // A session may take a lock that it has a second time. One that is lost has lost the lock, and another import may be running.
  const lock = importLock(userId);
  const holds = (await importing?.tryLock(lock).catch(() => false)) ?? false;
  try {
    const removed = await withConnection(
      dataSource,
      (connection) =>
        withLocks(connection, [...(holds ? [] : [lock]), exportLock(userId)], async () => {
          const held = await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
            heldBlobKeys(transaction, graph, userId, keys),
          );
          const orphans = keys.filter((key) => !held.has(key));
          const queue = orphans.values();
          const worker = async (): Promise<void> => {
            for (const key of queue) await blobs.delete(key);
          };
          await Promise.all(Array.from({ length: Math.min(CONCURRENCY, orphans.length) }, worker));
          return orphans.length;
        }),
      timeoutsOf(limits),
    );
    return removed ?? 0;
  } catch {
    return 0;
  } finally {
    if (holds) await importing?.unlock(lock);
  }
}
