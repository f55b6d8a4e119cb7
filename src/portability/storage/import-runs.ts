/** How far each import is and how it ended, in rows that are committed while it runs: every instance can tell, and none carries it out twice. */
import { identifier } from './sql.js';
import type { Transaction } from './transaction.js';

/** What an import goes through, in this order. */
export const IMPORT_PHASES = ['receive', 'read', 'stage', 'plan', 'copy', 'store', 'write'] as const;

export type ImportPhase = (typeof IMPORT_PHASES)[number];

/** The phase before the archive is there. */
export const RECEIVING = 'receive' satisfies ImportPhase;

/** One attempt at the import that a user calls `id`. */
export interface RunKey {
  readonly userId: string;
  /** A UUID. */
  readonly id: string;
  /** A UUID; an attempt writes its own row only, never that of a later one. */
  readonly attempt: string;
}

export interface RunProgress {
  readonly phase: ImportPhase;
  /** Bytes or rows, as the phase counts; 0 where it counts nothing. */
  readonly done: number;
  /** Null where the phase counts nothing, or nobody knows. */
  readonly total: number | null;
}

export interface RunRow extends RunProgress {
  readonly attempt: string;
  /** What was imported, and how; null while the upload arrives, and where the client gave no key. */
  readonly fingerprint: string | null;
  /** What it ended with, as JSON; null while it runs, and where it was done. */
  readonly problem: string | null;
  /** Whether it reported within the last seconds. */
  readonly isFresh: boolean;
}

/** What is wanted of an attempt: that it goes on, or that it stops. */
export type RunWish = 'go on' | 'cancel';

export interface ImportRuns {
  find(transaction: Transaction, userId: string, id: string): Promise<RunRow | undefined>;
  /**
   * Begins an attempt in place of another one, or as the first.
   * @param earlier the attempt that the caller found, and found ended
   * @returns whether nobody else began one meanwhile
   */
  open(transaction: Transaction, key: RunKey, progress: RunProgress, earlier?: string): Promise<boolean>;
  /** Reports, and notes what the attempt imports. @returns undefined where the row is not this attempt's any more */
  begin(
    transaction: Transaction,
    key: RunKey,
    fingerprint: string | null,
    progress: RunProgress,
  ): Promise<RunWish | undefined>;
  /** @returns undefined where the row is not this attempt's any more */
  report(transaction: Transaction, key: RunKey, progress: RunProgress): Promise<RunWish | undefined>;
  /** @param problem as JSON */
  fail(transaction: Transaction, key: RunKey, problem: string): Promise<void>;
  /** Forgets an attempt of which nothing has begun. */
  remove(transaction: Transaction, key: RunKey): Promise<void>;
  /** Asks whoever carries the import out to stop. */
  cancel(transaction: Transaction, userId: string, id: string): Promise<void>;
  /** Removes those that are older than a month. */
  prune(transaction: Transaction): Promise<number>;
}

/** An attempt that has not reported for so long is carried out by nobody, or by somebody who cannot reach the database. Seconds. */
const FRESH_SECONDS = 5;

/**
 * @param table of the host: `user_id` (references the account, ON DELETE CASCADE) and `id`, together the primary key; `attempt`;
 * `fingerprint`, `phase`, `problem` text; `done`, `total` bigint; `is_cancelled` boolean; `created_at`, `updated_at`
 */
export function createImportRuns(table: string): ImportRuns {
  const name = identifier(table);
  const own = 'user_id = $1 AND id = $2 AND attempt = $3';
  const parametersOf = ({ userId, id, attempt }: RunKey): readonly string[] => [userId, id, attempt];
  /** @param fingerprint undefined: it stays as it is */
  const update = async (
    transaction: Transaction,
    key: RunKey,
    { phase, done, total }: RunProgress,
    fingerprint?: string | null,
  ): Promise<RunWish | undefined> => {
    const [more, values] = fingerprint === undefined ? ['', []] : [', fingerprint = $7', [fingerprint]];
    const [row] = await transaction.query(
      `UPDATE ${name} SET phase = $4, done = $5, total = $6, updated_at = clock_timestamp()${more} WHERE ${own}
       RETURNING is_cancelled`,
      [...parametersOf(key), phase, done, total, ...values],
    );
    return row && (row['is_cancelled'] === 't' ? 'cancel' : 'go on');
  };
  return {
    async find(transaction, userId, id) {
      const [row] = await transaction.query<Record<string, string | null>>(
        `SELECT attempt, fingerprint, phase, done, total, problem,
                updated_at > clock_timestamp() - interval '${FRESH_SECONDS} seconds' AS "isFresh"
           FROM ${name} WHERE user_id = $1 AND id = $2`,
        [userId, id],
      );
      if (!row) return undefined;
      return {
        attempt: row['attempt'] ?? '',
        fingerprint: row['fingerprint'] ?? null,
        phase: row['phase'] as ImportPhase,
        done: Number(row['done']),
        total: typeof row['total'] === 'string' ? Number(row['total']) : null,
        problem: row['problem'] ?? null,
        isFresh: row['isFresh'] === 't',
      };
    },
    async open(transaction, { userId, id, attempt }, { phase, done, total }, earlier) {
      const began = await transaction.execute(
        `INSERT INTO ${name} AS run (user_id, id, attempt, phase, done, total) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id, id) DO UPDATE SET attempt = excluded.attempt, phase = excluded.phase, done = excluded.done,
           total = excluded.total, problem = NULL, is_cancelled = false, created_at = now(), updated_at = now()
         WHERE run.attempt = $7`,
        [userId, id, attempt, phase, done, total, earlier ?? null],
      );
      return began > 0;
    },
    begin: (transaction, key, fingerprint, progress) => update(transaction, key, progress, fingerprint),
    report: (transaction, key, progress) => update(transaction, key, progress),
    async fail(transaction, key, problem) {
      await transaction.execute(`UPDATE ${name} SET problem = $4 WHERE ${own}`, [
        ...parametersOf(key),
        problem,
      ]);
    },
    async remove(transaction, key) {
      await transaction.execute(`DELETE FROM ${name} WHERE ${own}`, parametersOf(key));
    },
    async cancel(transaction, userId, id) {
      await transaction.execute(`UPDATE ${name} SET is_cancelled = true WHERE user_id = $1 AND id = $2`, [
        userId,
        id,
      ]);
    },
    prune: (transaction) =>
      transaction.execute(`DELETE FROM ${name} WHERE created_at < now() - interval '30 days'`),
  };
}
