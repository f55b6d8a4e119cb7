/** Lets one import of a user run at a time, and carries out its transaction again where changes by others came in between. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Portability } from '../portability.js';
import { importLock } from '../storage/locks.js';
import { timeoutsOf, withConnection, type Connection, type Transaction } from '../storage/transaction.js';
import type { Importer } from './scope.js';
import { isRefusal } from '../storage/schema/refusal.js';
import { holdRows, type RowHold } from './hold-rows.js';
import { importInProgress, isSerializationConflict, overtaken } from './import-errors.js';

/** Milliseconds. A sweep of orphaned blobs holds the lock, too, but only for a moment. */
const LOCK_WAIT_MS = 1_000;
const LOCK_POLL_MS = 100;

/** Of whole transactions, the first of them without locks; rows that are new since the others began can still overtake. */
const MOST_ATTEMPTS = 5;

/**
 * Lends a connection that holds the user's import lock.
 * @throws PortabilityError `import-in-progress` where another import of the user holds it
 */
export const withImportLock = <Result>(
  { dataSource, limits, graph }: Portability,
  userId: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> =>
  withConnection(
    dataSource,
    async (connection) => {
      const lock = importLock(graph.format.product, userId);
      if (!(await tryLockWithTimeout(connection, lock))) throw importInProgress();
      try {
        return await work(connection);
      } finally {
        await connection.unlock(lock);
      }
    },
    timeoutsOf(limits),
  );

async function tryLockWithTimeout(connection: Connection, lock: string): Promise<boolean> {
  for (const deadline = Date.now() + LOCK_WAIT_MS; ; await sleep(LOCK_POLL_MS)) {
    if (await connection.tryLock(lock)) return true;
    if (Date.now() >= deadline) return false;
  }
}

/**
 * The first attempt keeps nobody from working: where nobody else changes the account, none is needed. Each further one waits for its
 * turn at the account's rows, and then changes by others wait for it instead of overtaking it.
 * An attempt after one that the database refused is careful, so that it can be told what was refused.
 * @param work one attempt in one transaction, undone as a whole where it throws
 * @throws PortabilityError `server-busy` where that does not help either
 */
export async function transactWithRetries<Result>(
  connection: Connection,
  portability: Portability,
  { userId, signal }: Importer,
  work: (transaction: Transaction, isCareful: boolean) => Promise<Result>,
): Promise<Result> {
  let isCareful = false;
  for (let attempt = 1; ; attempt++) {
    let hold: RowHold | undefined;
    try {
      if (attempt > 1) hold = await holdRows(portability, userId);
      return await connection.transaction('REPEATABLE READ', async (transaction) => {
        await hold?.handOver(transaction);
        return work(transaction, isCareful);
      });
    } catch (error) {
      const isRefused: boolean = !isCareful && isRefusal(error);
      if (!isRefused && !isSerializationConflict(error)) throw error;
      if (attempt === MOST_ATTEMPTS) throw overtaken(error);
      isCareful ||= isRefused;
      signal?.throwIfAborted();
    } finally {
      await hold?.release();
    }
  }
}
