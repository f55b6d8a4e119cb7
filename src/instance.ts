/** What a server and the command line both stand on: the database, migrated, and the blob store. */
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../migrations/index.js';
import { ACCOUNT_ENTITIES } from './accounts/entities.js';
import { CAROL_ENTITIES } from './carol/entities/index.js';
import type { Config } from './config.js';
import { assertSupportedServer, createDataSource, migrate } from './database/data-source.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './database/embedded-postgres.js';
import type { BlobStore } from './portability/storage/blobs/blob-store.js';
import { createBlobStore } from './portability/storage/blobs/create-blob-store.js';

export interface Instance {
  readonly dataSource: DataSource;
  readonly blobs: BlobStore;
  /** Whether the database is the embedded one, this installation's own. */
  readonly isEmbedded: boolean;
  /** Closes what was opened, the embedded database last. */
  close(): Promise<void>;
}

/**
 * Opens the instance that the configuration names.
 * @param log told, in one line each, what takes a moment
 * @param signal ends the opening; what was opened by then is closed
 */
export async function openInstance(
  config: Config,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<Instance> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log })
      : undefined;
  const dataSource = createDataSource(config.databaseUrl ?? (embedded as EmbeddedPostgres).url, {
    entities: [...ACCOUNT_ENTITIES, ...CAROL_ENTITIES],
    migrations: [...MIGRATIONS],
    poolSize: 20,
    onPoolError: () => log('a connection to the database was lost'),
  });
  const blobs = createBlobStore(config.blobs);
  const close = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await blobs.close();
    await embedded?.stop();
  };
  try {
    await dataSource.initialize();
    signal?.throwIfAborted();
    await assertSupportedServer(dataSource);
    signal?.throwIfAborted();
    await migrate(dataSource);
    return { dataSource, blobs, isEmbedded: embedded !== undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
}
