/** One connection and one transaction on it: SQL, COPY in and cursors out, with rollback on any error. */
import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { DEFAULT_LIMITS, type ImportLimits } from '../limits.js';
import { databaseCodeOf, isConnectionLost } from './database-errors.js';

export type Parameter = string | number | boolean | null | readonly string[];

/** What may be done inside a transaction. It ends with the function that it was handed to. */
export interface Transaction {
  /** Rows as objects, every value as PostgreSQL's text of it: nothing is rounded or shifted. */
  query<Row extends object = Record<string, string | null>>(
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<Row[]>;
  /** Rows as arrays of texts. */
  queryRows(sql: string, parameters?: readonly Parameter[]): Promise<(string | null)[][]>;
  /** Runs a statement and says how many rows it touched. */
  execute(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  /** Sends one chunk of rows in COPY's text format. */
  copyIn(sql: string, chunk: Uint8Array): Promise<void>;
}

export type Isolation = 'REPEATABLE READ' | 'REPEATABLE READ READ ONLY';

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

/** The answer to COMMIT got lost: the transaction is done as a whole or undone as a whole, and nobody here knows which. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';

  constructor(cause: unknown) {
    super('The answer to COMMIT got lost', { cause });
  }
}

const asText = { getTypeParser: () => (value: unknown) => value };

/** Many may hold a shared lock at once, and none an exclusive one beside them. */
export type LockSharing = 'exclusive' | 'shared';

/** A connection of the pool, held until `release`. */
export interface Connection {
  /** Begins a transaction, ends it as said when `work` is done and rolls it back when `work` throws. */
  transaction<Result>(
    isolation: Isolation,
    work: (transaction: Transaction) => Promise<Result>,
    end?: 'COMMIT' | 'ROLLBACK',
  ): Promise<Result>;
  /** Takes a session-level advisory lock if it is free; the lock ends with `unlock` or with the connection. */
  tryLock(name: string, sharing?: LockSharing): Promise<boolean>;
  unlock(name: string, sharing?: LockSharing): Promise<void>;
}

/** Lends a connection to `work` and gives it back to the pool whatever happens. */
export async function withConnection<Result>(
  dataSource: DataSource,
  work: (connection: Connection) => Promise<Result>,
  timeouts: TransactionTimeouts = DEFAULT_TIMEOUTS,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  let client: Client | undefined;
  let clean = true;
  let farewell: unknown;
  const listen = (error: unknown): void => void (farewell ??= error);
  try {
    client = (await runner.connect()) as Client;
    client.on('error', listen);
    return await work(connectionOf(client, timeouts, () => (clean = false)));
  } catch (error) {
    // Of a connection that ended while nothing ran on it, the server had said why: by a time-out of an idle transaction, say.
    throw isConnectionLost(error) ? (farewell ?? error) : error;
  } finally {
    client?.off('error', listen);
    // The pool keeps no connection that is being closed: what was left open on it, a transaction or a lock, ends with it.
    if (!clean) client?.end().catch(() => undefined);
    await runner.release();
  }
}

/** A transaction on a connection of its own. */
export const inTransaction = <Result>(
  dataSource: DataSource,
  isolation: Isolation,
  work: (transaction: Transaction) => Promise<Result>,
  end: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
  timeouts: TransactionTimeouts = DEFAULT_TIMEOUTS,
): Promise<Result> =>
  withConnection(dataSource, (connection) => connection.transaction(isolation, work, end), timeouts);

// hashtextextended: 64 bits, so that two users never share a lock by chance.
const SUFFIX: Readonly<Record<LockSharing, string>> = { exclusive: '', shared: '_shared' };
const LOCK_KEY = 'hashtextextended($1, 0)';

/** @param spoilt told when the connection is in a state that nobody else may find it in */
function connectionOf(client: Client, timeouts: TransactionTimeouts, spoilt: () => void): Connection {
  const transaction = transactionOn(client);
  return {
    async transaction(isolation, work, end = 'COMMIT') {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
      let result;
      try {
        await client.query(
          `SET LOCAL statement_timeout = ${timeouts.statement}; SET LOCAL lock_timeout = ${timeouts.lock};` +
            `SET LOCAL idle_in_transaction_session_timeout = ${timeouts.idle};` +
            `SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'`,
        );
        result = await work(transaction);
      } catch (error) {
        // A connection that is gone has rolled back by itself; one that cannot roll back must go.
        await client.query('ROLLBACK').catch(spoilt);
        throw error;
      }
      await endWith(client, end, spoilt);
      return result;
    },
    async tryLock(name, sharing = 'exclusive') {
      const [row] = await transaction.query<{ locked: string }>(
        `SELECT pg_try_advisory_lock${SUFFIX[sharing]}(${LOCK_KEY}) AS locked`,
        [name],
      );
      return row?.locked === 't';
    },
    async unlock(name, sharing = 'exclusive') {
      // A connection that is gone holds no lock, and one that does not let go of it must go.
      await transaction
        .query(`SELECT pg_advisory_unlock${SUFFIX[sharing]}(${LOCK_KEY})`, [name])
        .catch(spoilt);
    },
  };
}

async function endWith(client: Client, end: 'COMMIT' | 'ROLLBACK', spoilt: () => void): Promise<void> {
  const { command } = await client.query(end).catch((error: unknown) => {
    spoilt();
    throw end === 'COMMIT' && isLost(error) ? new CommitUnknown(error) : error;
  });
  // PostgreSQL answers a COMMIT of a transaction in which something failed with ROLLBACK, and calls it success.
  if (command !== end) throw new Error('The transaction had failed before its COMMIT');
}

/** A server that refuses to commit says so with an SQLSTATE; these are the ends of a connection, not of a transaction. */
const isLost = (error: unknown): boolean => !/^(?!08|57P)[0-9A-Z]{5}$/.test(databaseCodeOf(error));

function transactionOn(client: Client): Transaction {
  const run = (text: string, parameters: readonly Parameter[] = [], rowMode?: 'array') =>
    client.query({
      text,
      values: parameters as unknown[],
      types: asText,
      ...(rowMode ? { rowMode } : {}),
    } as never) as unknown as Promise<{
      rows: never[];
      rowCount: number | null;
    }>;
  return {
    query: async (sql, parameters) => (await run(sql, parameters)).rows,
    queryRows: async (sql, parameters) => (await run(sql, parameters, 'array')).rows,
    execute: async (sql, parameters) => (await run(sql, parameters)).rowCount ?? 0,
    async copyIn(sql, chunk) {
      const stream: CopyStreamQuery = client.query(copyFrom(sql));
      stream.end(chunk);
      await once(stream, 'finish');
    },
  };
}
