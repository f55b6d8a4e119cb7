/** Tidies up at the start and every hour: what a crash left behind, and receipts that nobody will ask for. */
import { Logger } from '@nestjs/common';
import type { Portability } from './portability.js';
import { sweepOrphans } from './storage/blobs/sweep.js';
import { exportLock, importLock, withLocks } from './storage/locks.js';
import { heldBlobKeys } from './storage/media-rows.js';
import { timeoutsOf, withConnection } from './storage/transaction.js';

export interface Maintenance {
  /** Removes the temporary files of processes that are gone, runs in the background at once, and then every hour. */
  start(): Promise<void>;
  /** One round; of several at once only the first does anything. What fails is logged and tried again in an hour. */
  run(): Promise<void>;
  /** Ends a round that runs, at its next step, and starts no other. */
  stop(): Promise<void>;
}

export const MAINTENANCE = Symbol('Maintenance');

const HOUR = 60 * 60 * 1000;

export function createMaintenance(portability: Portability): Maintenance {
  const logger = new Logger('Maintenance');
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const round = async (): Promise<void> => {
    const unfinished = await portability.blobs.sweepIncoming();
    const blobs = await sweepUnreferenced(portability, () => stopped);
    const receipts = await pruneReceipts(portability);
    if (unfinished + blobs.removed + receipts > 0)
      logger.log({ event: 'sweep', unfinished, blobs: blobs.removed, bytes: blobs.bytes, receipts });
  };
  const run = (): Promise<void> =>
    (running ??= round()
      .catch((error: unknown) => {
        if (!stopped)
          logger.warn({ event: 'sweep-failed', name: error instanceof Error ? error.name : null });
      })
      .finally(() => (running = undefined)));

  return {
    async start() {
      // Only now: later there are workspaces of this very process.
      await portability.workspaces.sweep();
      void run();
      timer = setInterval(() => void run(), HOUR);
      timer.unref();
    },
    run,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** Several instances may do this at once: who finds a user's blobs locked leaves them to the other, or to the next round. */
async function sweepUnreferenced(
  { blobs, dataSource, graph, limits }: Portability,
  isStopped: () => boolean,
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const referenced = (keys: string[]): Promise<Set<string>> =>
    withConnection(dataSource, (connection) =>
      connection.transaction('REPEATABLE READ READ ONLY', async (transaction) => {
        const userId = keys[0]?.slice(0, keys[0].indexOf('/')) ?? '';
        return new Set(await heldBlobKeys(transaction, graph, userId, keys));
      }),
    );
  return sweepOrphans(blobs, referenced, {
    olderThanMs: HOUR,
    exclusively: async (userId, work) => {
      if (isStopped()) throw new Error('Stopped');
      await withConnection(
        dataSource,
        (connection) => withLocks(connection, [importLock(userId), exportLock(userId)], work),
        timeoutsOf(limits),
      );
    },
  });
}

async function pruneReceipts({ receipts, dataSource }: Portability): Promise<number> {
  if (!receipts) return 0;
  return withConnection(dataSource, (connection) =>
    connection.transaction('REPEATABLE READ', (transaction) => receipts.prune(transaction)),
  );
}
