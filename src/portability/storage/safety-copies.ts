/** Safety copies of accounts as they were before imports: rows that name archives in the blob store, each under its user's prefix. */
import type { ExpectedBlob } from './blobs/examine-blob.js';
import { IS_KEPT, instantFrom, millisecondsOf } from './instants.js';
import { identifier } from './sql.js';
import type { Transaction } from './transaction.js';

/** Of one account at most; of more, the oldest goes. */
export const MOST_COPIES = 3;

export interface SafetyCopy extends ExpectedBlob {
  /** What the account was when the import was done (see `accountState`). */
  readonly state: string;
  readonly until: Date;
}

export interface SafetyCopies {
  /**
   * Adds the copy that was made before the import `id`.
   * @param days until its time is over
   * @returns until when it is kept
   */
  add(
    transaction: Transaction,
    userId: string,
    id: string,
    copy: ExpectedBlob & { readonly days: number },
  ): Promise<Date>;
  /** Notes what the account is once the import is done. */
  settle(transaction: Transaction, userId: string, id: string, state: string): Promise<void>;
  /** One whose time is over is there no more. */
  find(transaction: Transaction, userId: string, id: string): Promise<SafetyCopy | undefined>;
  /** Until when each copy of the user is kept, and its bytes, by import. */
  kept(
    transaction: Transaction,
    userId: string,
  ): Promise<ReadonlyMap<string, { readonly until: Date; readonly bytes: number }>>;
  /** Forgets a copy. @returns its key, for the blob to be removed after the commit */
  remove(transaction: Transaction, userId: string, id: string): Promise<readonly string[]>;
  /** Forgets what is more than `MOST_COPIES` of the user's. @returns the keys */
  trim(transaction: Transaction, userId: string): Promise<readonly string[]>;
  /** Forgets those whose time is over; with `all`, every one. @returns the keys */
  prune(transaction: Transaction, all: boolean): Promise<readonly string[]>;
  /** Those of the given keys that are copies of the user. */
  referenced(transaction: Transaction, userId: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * @param table of the host: `user_id` (references the account, ON DELETE CASCADE) and `id`, together the primary key; `blob_key`, `sha256`
 * text; `byte_size` bigint; `state` text, null at first; `created_at`, `expires_at` timestamptz
 */
export function createSafetyCopies(table: string): SafetyCopies {
  const name = identifier(table);
  const UNTIL = `${millisecondsOf('expires_at')} AS until`;
  const keys = async (
    transaction: Transaction,
    sql: string,
    parameters: readonly (string | readonly string[])[],
  ): Promise<readonly string[]> =>
    (await transaction.query<{ blob_key: string }>(sql, parameters)).map((row) => row.blob_key);
  return {
    async add(transaction, userId, id, { key, sha256, size, days }) {
      const [row] = await transaction.query(
        `INSERT INTO ${name} (user_id, id, blob_key, sha256, byte_size, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp() + make_interval(days => $6)) RETURNING ${UNTIL}`,
        [userId, id, key, sha256, size, days],
      );
      return instantFrom(row?.['until']);
    },
    async settle(transaction, userId, id, state) {
      await transaction.execute(`UPDATE ${name} SET state = $3 WHERE user_id = $1 AND id = $2`, [
        userId,
        id,
        state,
      ]);
    },
    async find(transaction, userId, id) {
      const [row] = await transaction.query(
        `SELECT blob_key, sha256, byte_size, state, ${UNTIL} FROM ${name} WHERE user_id = $1 AND id = $2 AND ${IS_KEPT}`,
        [userId, id],
      );
      if (!row) return undefined;
      return {
        key: row['blob_key'] ?? '',
        sha256: row['sha256'] ?? '',
        size: Number(row['byte_size']),
        state: row['state'] ?? '',
        until: instantFrom(row['until']),
      };
    },
    async kept(transaction, userId) {
      const rows = await transaction.query(
        `SELECT id, byte_size, ${UNTIL} FROM ${name} WHERE user_id = $1 AND ${IS_KEPT}`,
        [userId],
      );
      return new Map(
        rows.map((row) => [
          row['id'] ?? '',
          { until: instantFrom(row['until']), bytes: Number(row['byte_size']) },
        ]),
      );
    },
    remove: (transaction, userId, id) =>
      keys(transaction, `DELETE FROM ${name} WHERE user_id = $1 AND id = $2 RETURNING blob_key`, [
        userId,
        id,
      ]),
    trim: (transaction, userId) =>
      keys(
        transaction,
        `DELETE FROM ${name} WHERE user_id = $1 AND id NOT IN (
           SELECT id FROM ${name} WHERE user_id = $1 ORDER BY created_at DESC LIMIT ${MOST_COPIES}) RETURNING blob_key`,
        [userId],
      ),
    prune: (transaction, all) =>
      keys(
        transaction,
        `DELETE FROM ${name} WHERE ${all ? 'true' : `NOT ${IS_KEPT}`} RETURNING blob_key`,
        [],
      ),
    async referenced(transaction, userId, candidates) {
      const found = await keys(
        transaction,
        `SELECT blob_key FROM ${name} WHERE user_id = $1 AND blob_key = ANY ($2)`,
        [userId, candidates],
      );
      return new Set(found);
    },
  };
}
