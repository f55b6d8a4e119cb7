/** Gives an import its turn at an account's rows that others write to all the time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Portability } from '../portability.js';
import { lockRows } from '../storage/lock-rows.js';
import { databaseCodeOf } from '../storage/database-errors.js';
import { inTransaction, timeoutsOf, type Transaction } from '../storage/transaction.js';
import { overtaken } from './import-errors.js';

/** The user's rows, which nobody changes. */
export interface RowHold {
  /** Takes the locks over into a transaction that began since; whoever waits for the rows waits for that one from then on. */
  handOver(transaction: Transaction): Promise<void>;
  release(): Promise<void>;
}

/**
 * Milliseconds that a hold waits for one row before it lets go of all and begins again. Where others wait for rows crosswise, PostgreSQL ends one
 * of them after a second (`deadlock_timeout`): it is to find none, for it might choose the others.
 */
const PATIENCE_MS = 400;

/**
 * Holds the user's rows still, on a connection of its own. A transaction that begins while others write sees rows from before its turn,
 * and could only hope that nobody commits between its snapshot and its locks. This one, of READ COMMITTED, waits in the queue for each
 * row like any writer, and takes it as it then is; who begins afterwards shares its locks, which needs no waiting, and keeps them.
 * @throws PortabilityError `server-busy` where no second connection is free for `lockSeconds`
 * @throws the database's 55P03 where others hold a row for as long
 */
export async function holdRows(portability: Portability, userId: string): Promise<RowHold> {
  for (const deadline = Date.now() + portability.limits.lockSeconds * 1_000; ;) {
    try {
      return await tryToHold(portability, userId);
    } catch (error) {
      if (!/^(55P03|40P01)$/.test(databaseCodeOf(error)) || Date.now() >= deadline) throw error;
    }
  }
}

async function tryToHold({ dataSource, graph, limits }: Portability, userId: string): Promise<RowHold> {
  const connected = signal();
  const held = signal();
  const released = signal();
  const holding = inTransaction(
    dataSource,
    'READ COMMITTED',
    async (transaction) => {
      connected.give();
      await lockRows(transaction, graph, { userId, lock: 'SHARE' });
      held.give();
      await released.given;
    },
    { end: 'ROLLBACK', timeouts: { ...timeoutsOf(limits), lock: PATIENCE_MS } },
  );
  // A hold that is lost lets others in between again: the database tells the one who takes it over.
  const release = async (): Promise<void> => {
    released.give();
    await holding.catch(() => undefined);
  };
  // Where every connection of the pool belongs to somebody who waits for a second one, nobody gets it.
  const isConnected = await Promise.race([
    Promise.race([connected.given, holding]).then(() => true),
    sleep(limits.lockSeconds * 1_000, false, { ref: false }),
  ]);
  if (!isConnected) {
    void release();
    throw overtaken(new Error('No second connection was free'));
  }
  await Promise.race([held.given, holding]);
  holding.catch(() => undefined);
  return {
    release,
    async handOver(transaction) {
      await lockRows(transaction, graph, { userId, lock: 'SHARE' });
      await release();
      await lockRows(transaction, graph, { userId, lock: 'UPDATE' });
    },
  };
}

/** Something that happens once. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give!: () => void;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}
