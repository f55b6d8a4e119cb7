/** Tidies up at the start and every hour: what a crash left behind, receipts that nobody will ask for, uploads and safety copies whose time is over. */
import { Logger } from '@nestjs/common';
import type { Portability } from './portability.js';
import { removeUncommitted } from './storage/blobs/remove.js';
import { sweepUnreferenced } from './storage/blobs/sweep-unreferenced.js';
import { withConnection } from './storage/transaction.js';

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

/** @param background whether `start` begins rounds; else only `run` does */
export function createMaintenance(portability: Portability, background: boolean): Maintenance {
  const logger = new Logger('Maintenance');
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  const round = async (): Promise<void> => {
    const unfinished = await portability.blobs.sweepIncoming(stopping.signal);
    const copies = await pruneCopies(portability);
    const blobs = await sweepUnreferenced(portability, { signal: stopping.signal });
    const receipts = await pruneReceipts(portability);
    const uploads = (await portability.uploads?.sweep(stopping.signal)) ?? 0;
    if (unfinished + copies + blobs.removed + receipts + uploads > 0)
      logger.log({
        event: 'sweep',
        unfinished,
        copies,
        blobs: blobs.removed,
        bytes: blobs.bytes,
        receipts,
        uploads,
      });
  };
  const run = (): Promise<void> =>
    (running ??= round()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          logger.warn({ event: 'sweep-failed', name: error instanceof Error ? error.name : null });
      })
      .finally(() => (running = undefined)));

  return {
    async start() {
      // Only now: later there are workspaces of this very process.
      await portability.workspaces.sweep();
      if (!background) return;
      void run();
      timer = setInterval(() => void run(), HOUR);
      timer.unref();
    },
    run,
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}

/** A copy that is forgotten and could not be removed is an orphan like any other. */
async function pruneCopies(portability: Portability): Promise<number> {
  const { undo, dataSource } = portability;
  if (!undo) return 0;
  const keys = await withConnection(dataSource, (connection) =>
    connection.transaction('READ COMMITTED', (transaction) =>
      undo.copies.prune(transaction, undo.days === 0),
    ),
  );
  await removeUncommitted(portability, keys);
  return keys.length;
}

async function pruneReceipts({ receipts, runs, dataSource }: Portability): Promise<number> {
  if (!receipts) return 0;
  return withConnection(dataSource, (connection) =>
    connection.transaction('REPEATABLE READ', async (transaction) => {
      await runs?.prune(transaction);
      return receipts.prune(transaction);
    }),
  );
}
