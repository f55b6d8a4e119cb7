/** Real failures of the database at a chosen statement of an import or an export: the session is ended, or its answer is lost. */
import pg from 'pg';
import type { DataSource } from 'typeorm';

export interface Statement {
  /** From 1, counted from the BEGIN of the transaction. */
  readonly number: number;
  readonly text: string;
  /** Ends the session that is about to run, or has just run, the statement. */
  kill(): Promise<void>;
}

export interface DatabaseFaults {
  /** Called before each statement of the transactions that are watched. */
  before: (statement: Statement) => unknown;
  /** Called when the server has carried the statement out and before anyone hears of it; what it throws is heard instead. */
  after: (statement: Statement) => unknown;
  /** When set, no new connection is made, and one that was being made hears of it at its first statement. */
  unreachable: boolean;
  reset(): void;
  restore(): void;
}

type Query = (this: pg.Client, config: unknown, ...rest: unknown[]) => unknown;
type Connect = (this: pg.Client, ...rest: unknown[]) => unknown;

function refuse(callback: unknown): unknown {
  const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  if (typeof callback !== 'function') return Promise.reject(error);
  setImmediate(() => (callback as (error: Error) => void)(error));
  return undefined;
}

/** @param begin what the BEGIN of the transactions looks like that are watched */
export function watchDatabase(dataSource: DataSource, begin: RegExp): DatabaseFaults {
  const prototype = pg.Client.prototype as unknown as { query: Query; connect: Connect };
  const { query, connect } = prototype;
  const counts = new WeakMap<pg.Client, number>();
  const nothing = (): unknown => undefined;
  const faults: DatabaseFaults = {
    before: nothing,
    after: nothing,
    unreachable: false,
    reset: () => Object.assign(faults, { before: nothing, after: nothing, unreachable: false }),
    restore: () => Object.assign(prototype, { query, connect }),
  };
  const textOf = (config: unknown): string =>
    typeof config === 'string' ? config : String((config as { text?: unknown }).text ?? '');

  prototype.query = function (config, ...rest) {
    if (faults.unreachable) return refuse(rest.at(-1));
    const text = textOf(config);
    if (begin.test(text)) counts.set(this, 0);
    const count = counts.get(this);
    // Streams are handed out at once: COPY and cursors cannot wait here.
    const isStream = typeof config === 'object' && config !== null && 'submit' in config;
    if (count === undefined || typeof rest.at(-1) === 'function') return query.call(this, config, ...rest);
    counts.set(this, count + 1);
    if (/^(COMMIT|ROLLBACK)/.test(text)) counts.delete(this);
    const pid = (this as unknown as { processID: number }).processID;
    const statement: Statement = {
      number: count + 1,
      text,
      kill: async () => {
        await dataSource.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
      },
    };
    if (isStream) {
      void faults.before(statement);
      return query.call(this, config, ...rest);
    }
    return (async () => {
      await faults.before(statement);
      const result = await query.call(this, config, ...rest);
      await faults.after(statement);
      return result;
    })();
  };
  prototype.connect = function (...rest) {
    return faults.unreachable ? refuse(rest.at(-1)) : connect.call(this, ...rest);
  };
  return faults;
}
