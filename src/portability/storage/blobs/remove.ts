/**
 * Removes blobs that no row refers to and none ever will. A request to remove one may arrive at the store at any later time: its key
 * was given once, so it names nothing that anybody can come to need (docs/decisions/0013).
 */
import type { Portability } from '../../portability.js';
import { exportLock, withLocks } from '../locks.js';
import { referencedBlobKeys } from '../media-rows.js';
import { timeoutsOf, withConnection } from '../transaction.js';
import { concurrently, REQUESTS_AT_ONCE } from './concurrently.js';

/**
 * Removes blobs whose last row an import has deleted, once that is committed. Where an export of the user may still read them, or
 * where the database or the store fails, they stay for the sweep.
 * @returns how many were removed
 */
export async function removeReleased(
  { dataSource, graph, blobs, limits }: Portability,
  userId: string,
  keys: readonly string[],
): Promise<number> {
  if (keys.length === 0) return 0;
  let removed = 0;
  await withConnection(
    dataSource,
    (connection) =>
      withLocks(connection, [exportLock(graph.format.product, userId)], async () => {
        const referenced = await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
          referencedBlobKeys(transaction, graph, userId, keys),
        );
        const dead = keys.filter((key) => !referenced.has(key));
        await concurrently(dead, REQUESTS_AT_ONCE, async (key) => {
          await blobs.delete(key);
          removed++;
        });
      }),
    timeoutsOf(limits),
  ).catch(() => undefined);
  return removed;
}

/** Removes blobs that nobody reads: those of an import that is known not to be committed, and safety copies. What fails stays for the sweep. */
export const removeUncommitted = ({ blobs }: Portability, keys: Iterable<string>): Promise<void> =>
  concurrently(keys, REQUESTS_AT_ONCE, (key) => blobs.delete(key)).catch(() => undefined);
