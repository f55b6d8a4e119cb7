/** The connections of Carol's own pool: what each states of its session, and how it ends where the server says nothing any more. */
import pg from 'pg';

/** Milliseconds. */
const SETTINGS_TIMEOUT = 10_000;
const LAST_MOMENT = 2_000;

/**
 * Of the role, the database and the server nothing is relied on. With the keep-alive probes and the checks of the connection the
 * server lets go of a client that is gone, and of its locks, within half a minute. `default_transaction_read_only` is left as it
 * is: who sets it means it.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, YMD',
  TimeZone: 'UTC',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  row_security: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // A session waits with its lock while an archive is read; one that is idle in the pool is closed by the pool.
  idle_session_timeout: '0',
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '4',
  tcp_user_timeout: '30000',
  client_connection_check_interval: '10000',
};

/** PostgreSQL refuses `client_connection_check_interval` where the system cannot tell (Windows, Solaris). */
const STATE_THEM = `
  WITH found AS MATERIALIZED (SELECT coalesce($3, quote_ident(current_schema())) AS schema)
  SELECT set_config(name, value, false), found.schema
    FROM found, unnest($1::text[] || 'search_path'::text, $2::text[] || (found.schema || ', pg_temp')) AS stated(name, value)
   WHERE value IS NOT NULL AND current_setting(name, true) IS NOT NULL
     AND (name <> 'client_connection_check_interval' OR version() !~* 'windows|mingw|msvc|visual c|solaris')`;

/**
 * For pg-pool's `onConnect`: one round trip for each new connection. The schema that the first one finds holds for all, so that a
 * schema that somebody makes later under the name of the role does not come in between.
 */
export function sessionSettings(): (client: pg.ClientBase) => Promise<void> {
  let schema: string | undefined;
  return async (client) => {
    const { rows } = await client.query<{ schema: string | null }>({
      text: STATE_THEM,
      values: [Object.keys(SETTINGS), Object.values(SETTINGS), schema ?? null],
      query_timeout: SETTINGS_TIMEOUT,
    } as pg.QueryConfig);
    schema ??= rows[0]?.schema ?? undefined;
  };
}

/** A client that the pool does not get back when an answer failed to come, and whose end does not wait for one for long. */
export class Client extends pg.Client {
  override query(...args: unknown[]): never {
    const result: unknown = (super.query as (...rest: unknown[]) => unknown)(...args);
    if (!(result instanceof Promise)) return result as never;
    // What comes of it, and not it: the stack of a failure is followed to who asked only while nobody else listens.
    return result.catch((error: unknown) => {
      if (error instanceof Error && error.message === 'Query read timeout') this.#cut();
      throw error;
    }) as never;
  }

  override end(...args: unknown[]): never {
    setTimeout(() => this.#cut(), LAST_MOMENT).unref();
    return (super.end as (...rest: unknown[]) => unknown)(...args) as never;
  }

  /** All that waits on the connection is told of its end. */
  #cut(): void {
    (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
