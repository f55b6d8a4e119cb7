/** Carries out the transaction of an import again where changes by others came in between. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isOvertaken, overtaken } from './setbacks.js';

/** Somebody changed a row while it was being locked: nothing was done yet, and the next try costs little. */
export class LockMissed extends Error {
  override readonly name = 'LockMissed';

  constructor(cause: unknown) {
    super('A row changed while it was being locked', { cause });
  }
}

/** Of whole transactions, the first of them without locks. */
const MOST_ATTEMPTS = 5;
/** Milliseconds between two tries to lock the rows. */
const PAUSE = 5;

/**
 * The first attempt keeps nobody from working: where nobody else changes the account, none is needed. Each further one locks the
 * account's rows first, so that changes by others wait for it instead of overtaking it.
 * @param transact one attempt, undone as a whole where it throws; `locked` says whether it locks the rows first
 * @param patience milliseconds in which the rows must be locked
 * @throws PortabilityError `server-busy` where that does not help either
 */
export async function withRetries<Result>(
  transact: (locked: boolean) => Promise<Result>,
  patience: number,
  signal?: AbortSignal,
): Promise<Result> {
  let deadline: number | undefined;
  for (let attempt = 1; ;) {
    try {
      return await transact(attempt > 1);
    } catch (error) {
      const missed = error instanceof LockMissed;
      if (!missed && !isOvertaken(error)) throw error;
      deadline ??= Date.now() + patience;
      if (!missed) attempt++;
      if (attempt > MOST_ATTEMPTS || (missed && Date.now() > deadline))
        throw overtaken(missed ? error.cause : error);
      signal?.throwIfAborted();
      await sleep(PAUSE);
    }
  }
}
