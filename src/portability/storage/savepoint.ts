/** Tries something in a transaction that must go on where it fails. */
import type { Transaction } from './transaction.js';

/** @returns what it failed with, undone; undefined where it did not */
export async function failureOf(
  transaction: Transaction,
  work: () => Promise<unknown>,
): Promise<Error | undefined> {
  await transaction.query('SAVEPOINT before_try');
  try {
    await work();
  } catch (error) {
    await transaction.query('ROLLBACK TO SAVEPOINT before_try; RELEASE SAVEPOINT before_try');
    return error as Error;
  }
  await transaction.query('RELEASE SAVEPOINT before_try');
  return undefined;
}
