/** The TypeORM connection to PostgreSQL, and the start-up steps on it: version check and migrations. */
import { DataSource, type DataSourceOptions } from 'typeorm';

export interface CarolDataSourceOptions {
  readonly entities?: DataSourceOptions['entities'];
  readonly migrations?: DataSourceOptions['migrations'];
  /** Connections at most; default 10. */
  readonly poolSize?: number;
  /** Told of a connection that broke while idle; default: one line on standard error. */
  readonly onPoolError?: (error: Error) => void;
}

/** Milliseconds. */
const CONNECT_TIMEOUT = 10_000;
const OLDEST_SERVER = 150_000;

/** "carol", as two int4 of PostgreSQL's advisory lock space: nobody else's lock, the same in every instance. */
const MIGRATION_LOCK = [0x6361_726f, 0x6c] as const;

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
    extra: { keepAlive: true },
  });
}

/** Throws an Error that says which server there is and which is needed. The data source must be connected. */
export async function assertSupportedServer(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<readonly { readonly number: string; readonly version: string }[]>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version`,
  );
  if (Number(row?.number) < OLDEST_SERVER) {
    throw new Error(`PostgreSQL ${row?.version} is too old: version 15 or newer is needed`);
  }
}

/**
 * Runs the pending migrations and returns their names. Holds a PostgreSQL advisory lock on a connection of its own
 * meanwhile (so the pool needs two): of several instances that start at once one migrates, the others wait and find nothing to do.
 */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1, $2)', [...MIGRATION_LOCK]);
    const done = await dataSource.runMigrations();
    return done.map(({ name }) => name);
  } finally {
    // A connection that is broken has lost the lock with its session.
    await lock.query('SELECT pg_advisory_unlock($1, $2)', [...MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
  }
}
