/** The TypeORM connection to PostgreSQL. */
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Client, sessionSettings } from './session.js';

export interface CarolDataSourceOptions {
  readonly entities?: DataSourceOptions['entities'];
  readonly migrations?: DataSourceOptions['migrations'];
  /** Connections at most; default 10. */
  readonly poolSize?: number;
  /** Told of a connection that broke while idle; default: one line on standard error. */
  readonly onPoolError?: (error: Error) => void;
  /** Milliseconds until a query is given up together with its connection; 0 is never, as for migrations. Default 30,000. */
  readonly queryTimeout?: number;
}

/** Milliseconds. */
export const CONNECT_TIMEOUT = 10_000;
const QUERY_TIMEOUT = 30_000;
const KEEP_ALIVE_DELAY = 10_000;

/**
 * A data source that is not yet connected; the caller initialises and destroys it. Migrations are not run on
 * connecting (see `migrate`), and statement, lock and idle time-outs belong to each transaction.
 */
export function createDataSource(url: string, options: CarolDataSourceOptions = {}): DataSource {
  const { onPoolError = (error) => console.error(`database connection lost: ${error.message}`) } = options;
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'carol',
    entities: options.entities ?? [],
    migrations: options.migrations ?? [],
    migrationsRun: false,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    installExtensions: false,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: CONNECT_TIMEOUT,
    // TypeORM listens to the pool's 'error' and calls this: an idle connection that breaks does not end the process.
    poolErrorHandler: onPoolError,
    extra: {
      Client,
      onConnect: sessionSettings(),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY,
      query_timeout: options.queryTimeout ?? QUERY_TIMEOUT,
    },
  });
}

export { assertSupportedServer } from './check-server.js';
export { migrate } from './migrate.js';
