/** Tells how far an import is, or how it ended, to whoever asks for it by its name. */
import type { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import { RECEIVING, type RunProgress, type RunRow } from '../storage/import-runs.js';
import { importLock } from '../storage/locks.js';
import { timeoutsOf, withConnection, type Connection } from '../storage/transaction.js';
import type { ImportResult, RunningImportStatus } from './answers.js';
import { endedWith } from './kept-problem.js';

export type ImportStatus =
  | { readonly state: 'done'; readonly result: ImportResult }
  | RunningImportStatus
  | { readonly state: 'failed'; readonly problem: PortabilityError }
  /** Nothing was imported under this name, and nothing will be. */
  | { readonly state: 'absent' };

/**
 * Whether somebody carries the import out: it reported a moment ago, or the session that imports for this user is there. A session
 * holds the user's lock until it has ended, so that its COMMIT cannot be on the way any more where the lock is free.
 */
export async function isAlive(
  { graph }: Portability,
  connection: Connection,
  userId: string,
  run: RunRow,
): Promise<boolean> {
  if (run.problem !== null) return false;
  if (run.isFresh) return true;
  if (run.phase === RECEIVING) return false;
  const lock = importLock(graph.format.product, userId);
  if (!(await connection.tryLock(lock))) return true;
  await connection.unlock(lock);
  return false;
}

/** @throws whatever the database fails with */
export function importStatus(portability: Portability, userId: string, id: string): Promise<ImportStatus> {
  const { dataSource, receipts, runs, limits } = portability;
  return withConnection(
    dataSource,
    async (connection): Promise<ImportStatus> => {
      const look = (): Promise<{ readonly ended?: ImportStatus; readonly run?: RunRow | undefined }> =>
        connection.transaction('REPEATABLE READ READ ONLY', async (transaction) => {
          const result = await receipts?.find(transaction, userId, id);
          if (typeof result === 'string')
            return { ended: { state: 'done', result: JSON.parse(result) as ImportResult } };
          const run = await runs?.find(transaction, userId, id);
          if (!run) return { ended: { state: 'absent' } };
          if (run.problem !== null) return { ended: { state: 'failed', problem: endedWith(run.problem) } };
          return { run };
        });
      const { ended, run } = await look();
      if (!run) return ended ?? { state: 'absent' };
      if (await isAlive(portability, connection, userId, run)) return running(run);
      // It may have ended between the two questions.
      return (await look()).ended ?? { state: 'absent' };
    },
    timeoutsOf(limits),
  );
}

export const running = ({ phase, done, total }: RunProgress): RunningImportStatus => ({
  state: 'running',
  phase,
  done,
  total,
});
