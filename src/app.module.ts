/** The composition: which parts Carol consists of, and what each is told. */
import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AccountsGuard, type AuthenticatedRequest } from './accounts/accounts.guard.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { CAROL_COMPANIONS, CAROL_LANGUAGES } from './carol/companions/index.js';
import { CAROL_KINDS } from './carol/kinds/index.js';
import { CAROL } from './carol/product.js';
import { UPGRADES } from './carol/upgrades/index.js';
import type { Config } from './config.js';
import { assertWritable } from './database/check-server.js';
import { HealthModule } from './health/health.module.js';
import type { BlobStore } from './portability/blobs.js';
import { type ArchiveOptions, DataPortabilityModule } from './portability/index.js';
import { remediesBelow } from './remedies.js';

export interface AppParts {
  readonly config: Config;
  /** Connected and migrated; the module destroys it when the application is closed. */
  readonly dataSource: DataSource;
  readonly blobs: BlobStore;
  readonly version: string;
  /** What is archived, and how, where it is not as usual. */
  readonly archive?: Partial<ArchiveOptions> | undefined;
  /** Whether this process tidies up in the background. */
  readonly background?: boolean;
}

/** Where uploads and files in the making lie, whatever keeps the files. */
export const temporaryFolder = ({ dataDir }: Config): string => join(dataDir, 'tmp');

@Module({})
export class AppModule {
  static forRoot({
    config,
    dataSource,
    blobs,
    version,
    archive,
    background = true,
  }: AppParts): DynamicModule {
    const metrics = new Registry();
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        AccountsModule.forRoot({ publicUrl: config.publicUrl, otherOrigins: config.corsOrigins }),
        DataPortabilityModule.forRoot({
          basePath: config.basePath,
          path: 'api',
          problemsPath: 'problems',
          product: CAROL,
          kinds: CAROL_KINDS,
          upgrades: UPGRADES,
          companions: CAROL_COMPANIONS,
          languages: CAROL_LANGUAGES,
          ...archive,
          guard: AccountsGuard,
          currentUser: (request) => (request as AuthenticatedRequest).user.id,
          blobs,
          limits: config.limits,
          appVersion: version,
          metrics,
          remedies: remediesBelow(config.basePath),
          background,
          receiptsTable: 'import_receipt',
          runsTable: 'import_run',
          damagedBlobsTable: 'damaged_blob',
          originsTable: 'row_origin',
          undo: { table: 'import_copy', days: config.undoDays },
          uploads: { table: 'upload', directory: config.uploadsDir },
          temporaryDirectory: temporaryFolder(config),
        }),
        HealthModule.forRootAsync({
          metrics,
          metricsAccess: {
            token: config.metrics.token,
            isServed: config.metrics.port === undefined && config.metrics.token !== undefined,
          },
          inject: [getDataSourceToken()],
          useFactory: (database: DataSource) => [
            { name: 'database', check: () => assertWritable(database) },
            { name: 'blobs', check: () => blobs.check() },
          ],
        }),
      ],
    };
  }
}
