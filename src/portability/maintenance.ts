/** Tidies up at the start and every hour: what a crash left behind, and receipts that nobody will ask for. */
import { Logger } from '@nestjs/common';
import type { Portability } from './portability.js';
import { sweepOrphans, type SweepReport } from './storage/blobs/sweep.js';
import { exportLock, importLock, withLocks } from './storage/locks.js';
import { referencedBlobKeys } from './storage/media-rows.js';
import { timeoutsOf, withConnection, type Connection } from './storage/transaction.js';

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
  const stopping = new AbortController();

  const round = async (): Promise<void> => {
    const unfinished = await portability.blobs.sweepIncoming(stopping.signal);
    const blobs = await sweepUnreferenced(portability, stopping.signal);
    const receipts = await pruneReceipts(portability);
    if (unfinished + blobs.removed + receipts > 0)
      logger.log({ event: 'sweep', unfinished, blobs: blobs.removed, bytes: blobs.bytes, receipts });
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

/** Several instances may do this at once: who finds a user's blobs locked leaves them to the other, or to the next round. */
function sweepUnreferenced(
  { blobs, dataSource, graph, limits }: Portability,
  signal: AbortSignal,
): Promise<SweepReport> {
  const onConnection = <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> =>
    withConnection(dataSource, work, timeoutsOf(limits));
  const referencedOn = (connection: Connection, userId: string, keys: readonly string[]) =>
    connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
      referencedBlobKeys(transaction, graph, userId, keys),
    );
  return sweepOrphans(
    blobs,
    (userId, keys) => onConnection((connection) => referencedOn(connection, userId, keys)),
    {
      olderThanMs: HOUR,
      signal,
      withDead: (userId, keys, remove) =>
        onConnection(async (connection) => {
          await withLocks(connection, [exportLock(userId)], async () => {
            // An import holds its lock by the very session that commits it. So while this session has the lock and looks, none is
            // under way; and later ones refer to keys of rows, or to keys that are new. What is dead now is dead for good.
            const dead = await withLocks(connection, [importLock(userId)], async () => {
              const referenced = await referencedOn(connection, userId, keys);
              return keys.filter((key) => !referenced.has(key));
            });
            if (dead !== undefined) await remove(dead);
          });
        }),
    },
  );
}

async function pruneReceipts({ receipts, dataSource }: Portability): Promise<number> {
  if (!receipts) return 0;
  return withConnection(dataSource, (connection) =>
    connection.transaction('REPEATABLE READ', (transaction) => receipts.prune(transaction)),
  );
}
