/** Statements that end in a bounded time also where the server says nothing any more: then the connection is given up. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataRowTap, type DataRows } from './data-rows.js';
import { isSilence } from './database-errors.js';
import type { TransactionTimeouts } from './transaction-settings.js';

/** Milliseconds that an answer may be on its way after the server's own time-out. */
const GRACE = 5_000;
/** Milliseconds for what the server does at once: BEGIN, settings, locks that are not waited for, ROLLBACK. */
const AT_ONCE = 30_000;
/** The longest delay of a timer, milliseconds: no bound. */
const UNBOUNDED = 2 ** 31 - 1;

export interface Answer {
  readonly rows: never[];
  readonly rowCount: number | null;
  readonly command: string;
}

/** Statements are sent one after the other, in the order in which they are asked for; the driver's own queue is to go. */
export interface BoundedClient {
  /** @param config a text, or the driver's options for a query */
  run(config: string | { readonly text: string; readonly values?: readonly unknown[] }): Promise<Answer>;
  /** As `run`, for what the server does at once. Several statements in one text answer with a list. */
  runAtOnce<Result = Answer>(
    config: string | { readonly text: string; readonly values?: readonly unknown[] },
  ): Promise<Result>;
  /** As `run`, for a statement that gives rows. */
  readRows(sql: string): Promise<DataRows>;
  copyIn(sql: string, chunk: Uint8Array): Promise<void>;
}

/** The driver's, whose bytes are looked at and whose end ends everything. */
const streamOf = (client: Client): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;

/** @param gaveUp told when the connection has been closed because no answer came */
export function boundedClient(
  client: Client,
  { statement }: TransactionTimeouts,
  gaveUp: () => void,
): BoundedClient {
  const longest = statement === 0 ? UNBOUNDED : Math.min(statement + GRACE, UNBOUNDED);
  const brief = Math.min(longest, AT_ONCE + GRACE);
  const giveUp = (error: unknown): never => {
    if (isSilence(error)) {
      gaveUp();
      // All that waits on it ends with it; a polite end would wait for an answer, too.
      streamOf(client).destroy();
    }
    throw error;
  };
  let last: Promise<unknown> = Promise.resolve();
  // Awaited all the way, so that the stack of a failure leads to whoever asked.
  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const before = last;
    let end: () => void = () => undefined;
    last = new Promise<void>((resolve) => (end = resolve));
    await before;
    try {
      return await work();
    } finally {
      end();
    }
  };
  // The option of one query wins over the time-out that a pool may set for all of them.
  const ask = async <Result>(config: string | object, query_timeout: number): Promise<Result> => {
    const all = { ...(typeof config === 'string' ? { text: config } : config), query_timeout };
    // The driver's types know no such option.
    const answer = client.query(all as never) as unknown as Promise<Result>;
    try {
      return await answer;
    } catch (error) {
      return giveUp(error);
    }
  };
  const query = <Result>(config: string | object, query_timeout: number): Promise<Result> =>
    inTurn(() => ask(config, query_timeout));

  return {
    run: (config) => query(config, longest),
    runAtOnce: (config) => query(config, brief),
    readRows: (sql) =>
      inTurn(async () => {
        const tap = new DataRowTap(streamOf(client));
        try {
          await ask(sql, longest);
        } finally {
          tap.end();
        }
        return tap.rows;
      }),
    copyIn: (sql, chunk) =>
      inTurn(async () => {
        const stream = client.query(Object.assign(copyFrom(sql), { query_timeout: longest }));
        const finished = once(stream, 'finish');
        // It hears of the end of its connection a second time, when nobody else listens any more.
        stream.on('error', () => undefined);
        stream.end(chunk);
        await finished.catch(giveUp);
      }),
  };
}
