/** What a transaction of ours relies on, stated in the transaction itself: the pool, the role and the server are somebody else's. */
import { DEFAULT_LIMITS, type ImportLimits } from '../limits.js';

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'REPEATABLE READ READ ONLY';

/** Upper bounds, in milliseconds; 0 is none. */
export interface TransactionTimeouts {
  readonly statement: number;
  readonly lock: number;
  /** How long the transaction may wait for us: blobs are stored inside it. */
  readonly idle: number;
}

/** The time-outs that the limits say. */
export const timeoutsOf = (limits: ImportLimits): TransactionTimeouts => ({
  statement: limits.statementSeconds * 1_000,
  lock: limits.lockSeconds * 1_000,
  idle: limits.idleSeconds * 1_000,
});

export const DEFAULT_TIMEOUTS: TransactionTimeouts = timeoutsOf(DEFAULT_LIMITS);

/** A session of the server: a number is given to another session later, the two together are not. */
export interface Backend {
  readonly pid: string;
  /** A time, in digits that no setting changes. */
  readonly started: string;
}

const STARTED = `to_char(backend_start AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')`;

/** Selects the `Backend` of the session that runs it. */
export const OWN_BACKEND = `pid::text AS pid, ${STARTED} AS started FROM pg_stat_get_activity(pg_backend_pid())`;

/** Ends the session with this pid ($1) and start ($2); no row where it has ended. */
export const END_BACKEND = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_get_activity($1::int) WHERE ${STARTED} = $2`;

/**
 * The statements that begin a transaction, in one round trip; the last result is the `Backend`. Nothing in them may depend on what others did
 * on the same connection before: `temp_buffers`, for one, is refused once a session has used a temporary table.
 */
export function beginning(isolation: Isolation, { statement, lock, idle }: TransactionTimeouts): string {
  return [
    `BEGIN ISOLATION LEVEL ${isolation}`,
    `SET LOCAL statement_timeout = ${statement}`,
    `SET LOCAL lock_timeout = ${lock}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${idle}`,
    `SET LOCAL TimeZone = 'UTC'`,
    `SET LOCAL DateStyle = 'ISO, YMD'`,
    `SET LOCAL IntervalStyle = 'iso_8601'`,
    `SET LOCAL bytea_output = 'hex'`,
    `SET LOCAL extra_float_digits = 1`,
    `SET LOCAL client_encoding = 'UTF8'`,
    `SET LOCAL standard_conforming_strings = on`,
    // PostgreSQL refuses then what a policy would leave out in silence.
    `SET LOCAL row_security = off`,
    // PostgreSQL 17 and newer; our bounds are those of the statement, the lock and the wait for us.
    `SELECT set_config('transaction_timeout', '0', true) WHERE current_setting('transaction_timeout', true) IS NOT NULL`,
    // What was committed decides which files are removed: a crash of the server must not take a commit back.
    ...(isolation !== 'REPEATABLE READ READ ONLY'
      ? [
          `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`,
        ]
      : []),
    `SELECT ${OWN_BACKEND}`,
  ].join('; ');
}
