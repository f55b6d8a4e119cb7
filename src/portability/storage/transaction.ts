/** One connection and one transaction on it: SQL, COPY in and cursors out, with rollback on any error. */
import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { boundedClient, type Answer, type BoundedClient } from './bounded-client.js';
import type { DataRows } from './data-rows.js';
import { databaseCodeOf, isConnectionLost } from './database-errors.js';
import { endBackend } from './end-backend.js';
import {
  beginning,
  DEFAULT_TIMEOUTS,
  OWN_BACKEND,
  type Backend,
  type Isolation,
  type TransactionTimeouts,
} from './transaction-settings.js';

export {
  DEFAULT_TIMEOUTS,
  timeoutsOf,
  type Isolation,
  type TransactionTimeouts,
} from './transaction-settings.js';

export type Parameter = string | number | boolean | null | readonly string[];

/** What may be done inside a transaction. It ends with the function that it was handed to. */
export interface Transaction {
  /** Rows as objects, every value as PostgreSQL's text of it: nothing is rounded or shifted. */
  query<Row extends object = Record<string, string | null>>(
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<Row[]>;
  /** Rows as arrays of texts. Of several statements in one text, which take no parameters, those of the last. */
  queryRows(sql: string, parameters?: readonly Parameter[]): Promise<(string | null)[][]>;
  /** The same, for one of few texts that are often asked and take long to plan: each connection keeps it. */
  queryPrepared(sql: string, parameters: readonly Parameter[]): Promise<(string | null)[][]>;
  /** Rows as they came, of all statements in the text. */
  readRows(sql: string): Promise<DataRows>;
  /** Runs a statement and says how many rows it touched. */
  execute(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  /** Sends one chunk of rows in COPY's text format. */
  copyIn(sql: string, chunk: Uint8Array): Promise<void>;
}

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

/** What has become of a connection while it was lent. */
interface Fate {
  /** In a state that nobody else may find it in. */
  unusable: boolean;
  /** Closed by us, for want of an answer. */
  givenUp: boolean;
  /** The server's side of it, once a statement has told. */
  backend?: Backend;
}

/** Lends a connection to `work` and gives it back to the pool whatever happens. */
export async function withConnection<Result>(
  dataSource: DataSource,
  work: (connection: Connection) => Promise<Result>,
  timeouts: TransactionTimeouts = DEFAULT_TIMEOUTS,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  const fate: Fate = { unusable: false, givenUp: false };
  let client: Client | undefined;
  let connectionError: unknown;
  const listen = (error: unknown): void => void (connectionError ??= error);
  try {
    client = (await runner.connect()) as Client;
    client.on('error', listen);
    return await work(connectionOf(client, timeouts, fate));
  } catch (error) {
    // Of a connection that ended while nothing ran on it, the server had said why: by a time-out of an idle transaction, say.
    throw isConnectionLost(error) ? (connectionError ?? error) : error;
  } finally {
    client?.off('error', listen);
    // The pool keeps no connection that is being closed: what was left open on it, a transaction or a lock, ends with it.
    if (fate.unusable) client?.end().catch(() => undefined);
    await runner.release();
    if (fate.givenUp && fate.backend) void endBackend(dataSource, fate.backend);
  }
}

/** A transaction on a connection of its own. */
export const inTransaction = <Result>(
  dataSource: DataSource,
  isolation: Isolation,
  work: (transaction: Transaction) => Promise<Result>,
  { end, timeouts }: { readonly end?: 'COMMIT' | 'ROLLBACK'; readonly timeouts?: TransactionTimeouts } = {},
): Promise<Result> =>
  withConnection(dataSource, (connection) => connection.transaction(isolation, work, end), timeouts);

// hashtextextended: 64 bits, so that two users never share a lock by chance.
const SUFFIX: Readonly<Record<LockSharing, string>> = { exclusive: '', shared: '_shared' };
const LOCK_KEY = 'hashtextextended($1, 0)';

function connectionOf(client: Client, timeouts: TransactionTimeouts, fate: Fate): Connection {
  const unusable = (): void => void (fate.unusable = true);
  const bounded = boundedClient(client, timeouts, () => {
    unusable();
    fate.givenUp = true;
  });
  const transaction = transactionOn(bounded);
  return {
    async transaction(isolation, work, end = 'COMMIT') {
      let result;
      try {
        const results = await bounded.runAtOnce<{ rows: Backend[] }[]>(beginning(isolation, timeouts));
        fate.backend = results.at(-1)?.rows[0];
        result = await work(transaction);
      } catch (error) {
        // A connection that is gone has rolled back by itself; one that cannot roll back must go.
        await bounded.runAtOnce('ROLLBACK').catch(unusable);
        throw error;
      }
      await endWith(bounded, end, unusable);
      return result;
    },
    async tryLock(name, sharing = 'exclusive') {
      const { rows } = await bounded.runAtOnce<{ rows: (Backend & { locked: string })[] }>(
        withTexts(`SELECT pg_try_advisory_lock${SUFFIX[sharing]}(${LOCK_KEY}) AS locked, ${OWN_BACKEND}`, [
          name,
        ]),
      );
      fate.backend = rows[0];
      return rows[0]?.locked === 't';
    },
    async unlock(name, sharing = 'exclusive') {
      try {
        const { rows } = await bounded.runAtOnce<{ rows: { unlocked: string }[] }>(
          withTexts(`SELECT pg_advisory_unlock${SUFFIX[sharing]}(${LOCK_KEY}) AS unlocked`, [name]),
        );
        if (rows[0]?.unlocked === 't') return;
        // What it was to protect is done, perhaps beside others: nothing here can undo that, and whoever runs this must know.
        new Logger('Database').error({
          event: 'lock-lost',
          lock: name.replace(/:.*/, ''),
          message:
            'A lock of a session was gone before it was given back: is a pooler in transaction mode in between?',
        });
        unusable();
      } catch {
        // A connection that is gone holds no lock, and one that does not let go of it must go.
        unusable();
      }
    },
  };
}

async function endWith(
  client: BoundedClient,
  end: 'COMMIT' | 'ROLLBACK',
  unusable: () => void,
): Promise<void> {
  const { command } = await client.run(end).catch((error: unknown) => {
    unusable();
    throw end === 'COMMIT' && isLost(error) ? new CommitUnknown(error) : error;
  });
  // PostgreSQL answers a COMMIT of a transaction in which something failed with ROLLBACK, and calls it success.
  if (command !== end) throw new Error('The transaction had failed before its COMMIT');
}

/** A server that refuses to commit says so with an SQLSTATE; these are the ends of a connection, not of a transaction. */
const isLost = (error: unknown): boolean => !/^(?!08|57P)[0-9A-Z]{5}$/.test(databaseCodeOf(error));

/** A query that is answered with PostgreSQL's texts. */
const withTexts = (text: string, values: readonly Parameter[] = []) => ({ text, values, types: asText });

/** Several statements in one text are answered with a list. */
const lastOf = (answer: Answer | readonly Answer[]): Answer =>
  Array.isArray(answer) ? (answer as readonly Answer[]).at(-1)! : (answer as Answer);

/** The same text has the same name, and another one another. */
const nameOf = (sql: string): string => createHash('sha256').update(sql).digest('hex').slice(0, 32);

function transactionOn(client: BoundedClient): Transaction {
  return {
    query: async (sql, parameters) => (await client.run(withTexts(sql, parameters))).rows,
    queryRows: async (sql, parameters) =>
      lastOf(await client.run({ ...withTexts(sql, parameters), rowMode: 'array' } as never)).rows,
    queryPrepared: async (sql, parameters) =>
      (await client.run({ ...withTexts(sql, parameters), name: nameOf(sql), rowMode: 'array' } as never))
        .rows,
    readRows: (sql) => client.readRows(sql),
    execute: async (sql, parameters) => (await client.run(withTexts(sql, parameters))).rowCount ?? 0,
    copyIn: (sql, chunk) => client.copyIn(sql, chunk),
  };
}
