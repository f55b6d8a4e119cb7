/** What a server and the command line both stand on: the database, migrated, and the blob store. */
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../migrations/index.js';
import { ACCOUNT_ENTITIES } from './accounts/entities.js';
import { CAROL_ENTITIES } from './carol/entities/index.js';
import type { Config } from './config.js';
import { assertFitTables, describeTriggers } from './check-tables.js';
import { createDataSource } from './database/data-source.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './database/embedded-postgres.js';
import { supervisePostgres } from './database/supervise-postgres.js';
import { prepareDatabase } from './database/prepare-database.js';
import { untilAborted } from './database/until-aborted.js';
import { type BlobStore, createBlobStore } from './portability/blobs.js';
import { tableFacts } from './portability/index.js';
import { VERSION } from './version.js';

/** Of the engine's own; they have no entities. */
const ENGINE_TABLES = ['import_receipt', 'damaged_blob', 'row_origin'];

export interface Instance {
  readonly dataSource: DataSource;
  readonly blobs: BlobStore;
  /** Whether the database is the embedded one, this installation's own. */
  readonly isEmbedded: boolean;
  /** Resolves when the embedded database has died for good, with the reason; else never. */
  readonly lost: Promise<Error>;
  /** Closes what was opened, the embedded database last. */
  close(): Promise<void>;
}

/**
 * Opens the instance that the configuration names.
 * @param log told, in one line each, what takes a moment, and what is odd
 * @param signal ends every wait of the opening; what is open by then is closed
 * @throws the signal's reason; UnfitDatabase
 */
export async function openInstance(
  config: Config,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<Instance> {
  signal?.throwIfAborted();
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log, signal })
      : undefined;
  const url = config.databaseUrl ?? (embedded as EmbeddedPostgres).url;
  const dataSource = createDataSource(url, {
    entities: [...ACCOUNT_ENTITIES, ...CAROL_ENTITIES],
    migrations: [...MIGRATIONS],
    poolSize: 20,
    onPoolError: () => log('a connection to the database was lost'),
  });
  const blobs = createBlobStore(config.blobs);
  const supervision = embedded && supervisePostgres(embedded, log);
  const close = async (): Promise<void> => {
    await supervision?.stop();
    if (dataSource.isInitialized) await dataSource.destroy();
    await blobs.close();
    await embedded?.stop();
  };
  try {
    const isForeign = embedded === undefined;
    await prepareDatabase(url, { migrations: [...MIGRATIONS], version: VERSION, isForeign, log, signal });
    await untilAborted(dataSource.initialize(), signal);
    await untilAborted(checkTables(dataSource, log), signal);
    const lost = supervision?.lost ?? new Promise<Error>(() => undefined);
    return { dataSource, blobs, isEmbedded: !isForeign, lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function checkTables(dataSource: DataSource, log: (line: string) => void): Promise<void> {
  const tables = [...dataSource.entityMetadatas.map(({ tableName }) => tableName), ...ENGINE_TABLES];
  const facts = await tableFacts(dataSource, tables);
  const [me] = await dataSource.query<readonly { role: string }[]>(
    'SELECT quote_ident(current_user) AS role',
  );
  assertFitTables(facts, me?.role ?? '');
  const warning = describeTriggers(facts);
  if (warning !== undefined) log(warning);
}
