/** Remembers which blobs were found damaged while they were read, so that the next export does not break on them again. */
import { identifier } from './sql.js';
import type { Transaction } from './transaction.js';

export interface DamagedBlobs {
  add(transaction: Transaction, userId: string, key: string): Promise<void>;
  /** Every key of the user that was found damaged. */
  of(transaction: Transaction, userId: string): Promise<ReadonlySet<string>>;
  /** Forgets keys, whole again or gone. */
  remove(transaction: Transaction, userId: string, keys: readonly string[]): Promise<void>;
}

/** @param table of the host: `key` text, the primary key; `user_id` (references the account, ON DELETE CASCADE); `found_at` */
export function createDamagedBlobs(table: string): DamagedBlobs {
  const name = identifier(table);
  return {
    async add(transaction, userId, key) {
      await transaction.execute(
        `INSERT INTO ${name} (key, user_id) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`,
        [key, userId],
      );
    },
    async of(transaction, userId) {
      const rows = await transaction.query<{ key: string }>(`SELECT key FROM ${name} WHERE user_id = $1`, [
        userId,
      ]);
      return new Set(rows.map(({ key }) => key));
    },
    async remove(transaction, userId, keys) {
      if (keys.length === 0) return;
      await transaction.execute(`DELETE FROM ${name} WHERE user_id = $1 AND key = ANY ($2)`, [userId, keys]);
    },
  };
}
