/** What is known of uploads, in rows that every instance sees: whose each is, how long it will be, where its bytes lie, until when. */
import { IS_KEPT, instantFrom, millisecondsOf } from '../instants.js';
import { identifier } from '../sql.js';
import type { Transaction } from '../transaction.js';

/** Names an upload. */
export interface UploadKey {
  readonly userId: string;
  /** A UUID that nobody can guess. */
  readonly id: string;
}

export interface UploadRow {
  /** Bytes that it has when it is complete. */
  readonly length: number;
  /** As the client said it (tus, `Upload-Metadata`). */
  readonly metadata: string | null;
  /** Names the folder in which its bytes lie. */
  readonly place: string;
  readonly expiresAt: Date;
}

/** What a user has uploaded and not removed. */
export interface UploadTotals {
  readonly bytes: number;
  readonly count: number;
}

export interface UploadTable {
  /** Locks the user's uploads until the end of the transaction, so that two that begin at once see each other. */
  totals(transaction: Transaction, userId: string): Promise<UploadTotals>;
  /** @param seconds until its time is over */
  add(
    transaction: Transaction,
    key: UploadKey,
    row: Omit<UploadRow, 'expiresAt'>,
    seconds: number,
  ): Promise<Date>;
  /** One whose time is over is there no more. */
  find(transaction: Transaction, key: UploadKey): Promise<UploadRow | undefined>;
  /** @returns whether there was one */
  remove(transaction: Transaction, key: UploadKey): Promise<boolean>;
  /** Removes those whose time is over. */
  prune(transaction: Transaction): Promise<number>;
  /** Of these ids, those that there still are. */
  existing(transaction: Transaction, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * @param table of the host: `user_id` (references the account, ON DELETE CASCADE) and `id`, together the primary key; `length` bigint;
 * `metadata` text, may be null; `place` text; `created_at` and `expires_at` timestamptz
 */
export function createUploadTable(table: string): UploadTable {
  const name = identifier(table);
  const isOwn = 'user_id = $1 AND id = $2';
  const EXPIRES = `${millisecondsOf('expires_at')} AS expires`;
  return {
    async totals(transaction, userId) {
      await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `${table}:${userId}`,
      ]);
      const [row] = await transaction.query(
        `SELECT coalesce(sum(length), 0)::text AS bytes, count(*)::text AS count FROM ${name} WHERE user_id = $1 AND ${IS_KEPT}`,
        [userId],
      );
      return { bytes: Number(row?.['bytes']), count: Number(row?.['count']) };
    },
    async add(transaction, { userId, id }, { length, metadata, place }, seconds) {
      const [row] = await transaction.query(
        `INSERT INTO ${name} (user_id, id, length, metadata, place, expires_at)
         VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6)) RETURNING ${EXPIRES}`,
        [userId, id, length, metadata, place, seconds],
      );
      return instantFrom(row?.['expires']);
    },
    async find(transaction, { userId, id }) {
      const [row] = await transaction.query(
        `SELECT length, metadata, place, ${EXPIRES} FROM ${name} WHERE ${isOwn} AND ${IS_KEPT}`,
        [userId, id],
      );
      if (!row) return undefined;
      return {
        length: Number(row['length']),
        metadata: row['metadata'] ?? null,
        place: row['place'] ?? '',
        expiresAt: instantFrom(row['expires']),
      };
    },
    remove: async (transaction, { userId, id }) =>
      (await transaction.execute(`DELETE FROM ${name} WHERE ${isOwn}`, [userId, id])) > 0,
    prune: (transaction) => transaction.execute(`DELETE FROM ${name} WHERE expires_at <= clock_timestamp()`),
    async existing(transaction, ids) {
      const rows = await transaction.queryRows(`SELECT id FROM ${name} WHERE id = ANY($1)`, [ids]);
      return new Set(rows.flatMap(([id]) => (typeof id === 'string' ? [id] : [])));
    },
  };
}
