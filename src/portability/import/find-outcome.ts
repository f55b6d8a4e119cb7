/** Looks up what became of an import, on a connection that has nothing to do with the one that carried it out. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Portability } from '../portability.js';
import { importLock } from '../storage/locks.js';
import { timeoutsOf, withConnection } from '../storage/transaction.js';
import type { ImportResult } from './answers.js';

export type Outcome =
  | { readonly state: 'done'; readonly result: ImportResult }
  /** Nothing was imported under this id, and nothing will be. */
  | { readonly state: 'absent' }
  /** An import of the user is running, perhaps this one. */
  | { readonly state: 'running' };

/** How long a session whose client is lost may take to end, milliseconds. */
const LOCK_WAIT_MS = 3_000;
const POLL = 100;

/**
 * @param attempt counts only a receipt of that very attempt
 * @throws whatever the database fails with
 */
export function findOutcome(
  { dataSource, receipts, limits, graph }: Portability,
  userId: string,
  id: string,
  attempt?: string,
): Promise<Outcome> {
  return withConnection(
    dataSource,
    async (connection) => {
      const find = async (): Promise<Outcome | undefined> => {
        const json = await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
          receipts ? receipts.find(transaction, userId, id, attempt) : Promise.resolve(null),
        );
        return json === null ? undefined : { state: 'done', result: JSON.parse(json) as ImportResult };
      };
      const lock = importLock(graph.format.product, userId);
      const deadline = Date.now() + LOCK_WAIT_MS;
      for (;;) {
        const found = await find();
        if (found) return found;
        // The session that imports holds this lock until it has ended: before that its COMMIT may still be on the way.
        if (await connection.tryLock(lock)) {
          try {
            return (await find()) ?? { state: receipts ? 'absent' : 'running' };
          } finally {
            await connection.unlock(lock);
          }
        }
        if (Date.now() >= deadline) return { state: 'running' };
        await sleep(POLL);
      }
    },
    timeoutsOf(limits),
  );
}
