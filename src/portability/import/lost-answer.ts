/** Finds out what became of an import whose COMMIT was not answered, and settles its blobs accordingly. */
import type { Portability } from '../portability.js';
import type { CommitUnknown } from '../storage/transaction.js';
import type { RunningImport } from './apply-archive.js';
import { findOutcome } from './find-outcome.js';
import type { ImportResult } from './answers.js';
import { outcomeUnknown } from './import-errors.js';

/**
 * To be called when the connection is given back: it is of no use any more, and the pool may be small.
 * @throws why the import was undone, or PortabilityError `database-unavailable` where nobody knows
 */
export async function settleLostAnswer(
  portability: Portability,
  { order: { userId, id }, ledger, attempt }: RunningImport,
  unknown: CommitUnknown,
): Promise<ImportResult> {
  const found = await findOutcome(portability, userId, id, attempt).catch(() => undefined);
  if (found?.state !== 'done' && found?.state !== 'absent')
    throw outcomeUnknown(id, portability.receipts !== undefined, unknown);
  if (found.state === 'done') {
    await ledger.removeReleased();
    return found.result;
  }
  await ledger.removeStored();
  // The import was undone as a whole, and the cause says why.
  throw unknown.cause;
}
