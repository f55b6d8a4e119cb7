/** The start-up steps on the database: whether it fits, and the migrations. */
import type { DataSourceOptions } from 'typeorm';
import { assertOwnSessions } from './check-pooler.js';
import { assertKnownSchema, hasPending } from './check-schema.js';
import { assertFitServer, assertMayCreate } from './check-server.js';
import { CONNECT_TIMEOUT, createDataSource } from './data-source.js';
import { migrate, type MigrateOptions } from './migrate.js';
import { untilAborted } from './until-aborted.js';

export interface PrepareOptions extends MigrateOptions {
  readonly migrations: DataSourceOptions['migrations'];
  /** Of this release. */
  readonly version: string;
  /** Whether a pooler may be in between: not before a server of our own. */
  readonly isForeign: boolean;
}

/**
 * Leaves the database migrated, or as it was. The connections are its own, since a migration may take longer than a query of the
 * service ever does.
 * @throws UnfitDatabase where the database cannot be used as it is
 */
export async function prepareDatabase(
  url: string,
  { migrations, version, isForeign, signal, log }: PrepareOptions,
): Promise<void> {
  if (isForeign) await untilAborted(assertOwnSessions(url, CONNECT_TIMEOUT), signal);
  const dataSource = createDataSource(url, {
    migrations,
    poolSize: 2,
    queryTimeout: 0,
    // What runs on the connection says it too.
    onPoolError: () => undefined,
  });
  const close = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
  };
  const prepare = async (): Promise<void> => {
    await dataSource.initialize();
    try {
      signal?.throwIfAborted();
      await assertFitServer(dataSource);
      await assertKnownSchema(dataSource, version);
      if (await hasPending(dataSource)) await assertMayCreate(dataSource);
      await migrate(dataSource, { signal, ...(log && { log }) });
      // Another instance, a newer one, may have been faster.
      await assertKnownSchema(dataSource, version);
    } finally {
      await close();
    }
  };
  await untilAborted(prepare(), signal);
}
