/** Receipts of imports, written in the import's own transaction: what is there was committed, what is not was not. */
import { instantFrom, millisecondsOf } from './instants.js';
import { identifier } from './sql.js';
import type { Transaction } from './transaction.js';

export interface Receipt {
  readonly id: string;
  /** When the import began to be written. */
  readonly at: Date;
  /** As JSON. */
  readonly result: string;
}

export interface Receipts {
  /**
   * Begins the receipt, first of all in its transaction: its foreign key holds the account until the end, so that a
   * deletion of the account comes as a whole before or after. A receipt of an earlier import under the same id is replaced.
   * @param id of the request, a UUID that the client may have chosen: it names a receipt among those of the user only
   * @param attempt tells the imports under one id apart
   */
  begin(transaction: Transaction, userId: string, id: string, attempt: string): Promise<void>;
  /** Completes it. */
  write(transaction: Transaction, userId: string, id: string, result: object): Promise<void>;
  /** The result of a committed import as JSON; null where there is none. */
  find(transaction: Transaction, userId: string, id: string, attempt?: string): Promise<string | null>;
  /** The last imports of the user that were committed, the newest first. @param most how many */
  list(transaction: Transaction, userId: string, most: number): Promise<readonly Receipt[]>;
  /** Removes those that are older than a month. */
  prune(transaction: Transaction): Promise<number>;
}

/**
 * @param table of the host: `user_id` (references the account, ON DELETE CASCADE) and `id`, together the primary key;
 * `attempt`; `result` text, null at first (not jsonb, which refuses some of the strings that JSON can hold); `created_at`
 */
export function createReceipts(table: string): Receipts {
  const name = identifier(table);
  return {
    async begin(transaction, userId, id, attempt) {
      await transaction.execute(
        `INSERT INTO ${name} (user_id, id, attempt) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, id) DO UPDATE SET attempt = excluded.attempt, result = NULL, created_at = now()`,
        [userId, id, attempt],
      );
    },
    async write(transaction, userId, id, result) {
      await transaction.execute(`UPDATE ${name} SET result = $3 WHERE user_id = $1 AND id = $2`, [
        userId,
        id,
        JSON.stringify(result),
      ]);
    },
    async find(transaction, userId, id, attempt) {
      const [row] = await transaction.query<{ result: string | null }>(
        `SELECT result FROM ${name} WHERE user_id = $1 AND id = $2 AND ($3::text IS NULL OR attempt = $3)`,
        [userId, id, attempt ?? null],
      );
      return row?.result ?? null;
    },
    async list(transaction, userId, most) {
      const rows = await transaction.query(
        `SELECT id, ${millisecondsOf('created_at')} AS at, result FROM ${name}
         WHERE user_id = $1 AND result IS NOT NULL ORDER BY created_at DESC, id LIMIT $2`,
        [userId, most],
      );
      return rows.map((row) => ({
        id: row['id'] ?? '',
        at: instantFrom(row['at']),
        result: row['result'] ?? '',
      }));
    },
    prune: (transaction) =>
      transaction.execute(`DELETE FROM ${name} WHERE created_at < now() - interval '30 days'`),
  };
}
