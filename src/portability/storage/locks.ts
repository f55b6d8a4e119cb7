/** The names of the advisory locks; all are held by a session, in PostgreSQL, so that they count for every instance. */
import type { Product } from '../archive/product.js';
import type { Connection } from './transaction.js';

/** Held exclusively by the one import of a user that may run. */
export const importLock = ({ slug }: Product, userId: string): string => `${slug}-import:${userId}`;

/** Shared by a user's exports; held exclusively while blobs of the user are removed, which an export may still have to read. */
export const exportLock = ({ slug }: Product, userId: string): string => `${slug}-export:${userId}`;

/** Does `work` while the connection holds all these locks exclusively; where somebody else holds one, nothing. */
export async function withLocks<Result>(
  connection: Connection,
  names: readonly string[],
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const [name, ...rest] = names;
  if (name === undefined) return work();
  if (!(await connection.tryLock(name))) return undefined;
  try {
    return await withLocks(connection, rest, work);
  } finally {
    await connection.unlock(name);
  }
}
