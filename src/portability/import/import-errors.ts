/** What can come between a good archive and its import: other changes, a lost account, a lost answer. */
import { PortabilityError } from '../errors.js';
import { databaseCodeOf } from '../storage/database-errors.js';

/**
 * Serialization failure, deadlock, and a UUID that was free when the import began and is taken when it is written, as where
 * two people import the same archive at once (PostgreSQL, appendix A: 40001, 40P01, 23505). Nothing was wrong but the moment.
 */
export const isSerializationConflict = (error: unknown): boolean =>
  /^(40001|40P01|23505)$/.test(databaseCodeOf(error));

/** A foreign key that leads nowhere. */
export const isAccountGone = (error: unknown): boolean => databaseCodeOf(error) === '23503';

export const importInProgress = (): PortabilityError =>
  new PortabilityError(
    'import-in-progress',
    'Another import of yours is running. Wait until it is done, then try again.',
    {},
    { retrySeconds: 10 },
  );

export const importCancelled = (): PortabilityError =>
  new PortabilityError('import-cancelled', 'This import was stopped before its end. Nothing was changed.');

export const keyReused = (): PortabilityError =>
  new PortabilityError(
    'idempotency-key-reused',
    'This Idempotency-Key belongs to another import: the file, the mode or the confirmation was another one. Nothing was changed. Send this import under a new key.',
  );

export const overtaken = (cause: unknown): PortabilityError =>
  new PortabilityError(
    'server-busy',
    'Other changes to your data came in between, again and again. Nothing was imported. Try again in a moment.',
    {},
    { retrySeconds: 1, cause },
  );

export const accountGone = (cause: unknown): PortabilityError =>
  new PortabilityError(
    'unauthenticated',
    'This account does not exist any more. Nothing was imported.',
    {},
    { cause },
  );

export const outcomeUnknown = (id: string, canBeLookedUp: boolean, cause: unknown): PortabilityError =>
  new PortabilityError(
    'database-unavailable',
    'The connection to the database broke at the very end, so it is not known whether the import was done. It was done as a whole or not at all.' +
      (canBeLookedUp ? '' : ' Look at your data before you try again.'),
    { outcome: 'unknown' },
    { retrySeconds: 5, ...(canBeLookedUp ? { lookUp: id } : {}), cause },
  );
