/** The module that a Nest application with TypeORM and PostgreSQL mounts: it is handed the kinds and names no entity. */
import {
  Module,
  type CanActivate,
  type DynamicModule,
  type FactoryProvider,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Type,
  Inject,
  Logger,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { getDataSourceToken } from '@nestjs/typeorm';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Kind } from './archive/define-kind.js';
import { createFormat } from './archive/format.js';
import { createGraph } from './archive/graph.js';
import type { Product } from './archive/product.js';
import type { Upgrade } from './archive/upgrades/upgrade.js';
import { ExportHandler } from './export/export.handler.js';
import {
  CONCURRENCY_LIMITER,
  createConcurrencyLimiter,
  type ConcurrencyLimiter,
} from './http/admission/concurrency-limiter.js';
import { controllersAt, type AddressOptions } from './http/controllers.js';
import { CURRENT_USER, HOST_GUARD, type CurrentUser } from './http/portability.guard.js';
import {
  createProblemPages,
  PROBLEM_PAGES,
  type ProblemPagesOptions,
} from './http/problems/problem-pages.js';
import { BASE_PATH, DEFAULT_PROBLEMS_PATH, pagesAt, PROBLEMS_PATH } from './http/problems/problems-path.js';
import { createThrottle, THROTTLE } from './http/admission/throttle.js';
import { Transfers } from './http/transfers.js';
import { createDecoderPool } from './import/decoder-pool.js';
import { ApplyImportHandler } from './import/apply-import.handler.js';
import { MODES } from './import/modes/index.js';
import type { ModeRegistry } from './import/modes/mode.js';
import { ImportOutcomeHandler } from './import/import-outcome.handler.js';
import { PreviewImportHandler } from './import/preview-import.handler.js';
import { DEFAULT_LIMITS, type ImportLimits } from './limits.js';
import { createMaintenance, MAINTENANCE, type Maintenance } from './maintenance.js';
import { createMetrics } from './metrics.js';
import { PORTABILITY, type Portability } from './portability.js';
import type { BlobStore } from './storage/blobs/blob-store.js';
import { boundedBlobs } from './storage/blobs/bounded-blobs.js';
import { shutdownTimes } from './shutdown-times.js';
import { createDamagedBlobs } from './storage/damaged-blobs.js';
import { createOrigins } from './storage/origins.js';
import { createReceipts } from './storage/receipts.js';
import { createWorkspaces } from './storage/workspace.js';

export interface DataPortabilityOptions {
  /** Whose data it is: names archives, locks, metrics and pages. */
  readonly product: Product;
  /** What is archived. Their tables have `id`, `user_id`, `created_at` and `updated_at` beside their fields. */
  readonly kinds: readonly Kind[];
  /** The upgrades of older versions of the format, in their order; default none. */
  readonly upgrades?: readonly Upgrade[];
  /** A guard that the host provides; it lets only authenticated requests pass. */
  readonly guard: Type<CanActivate>;
  /** Whose request it is, once the guard has let it pass. */
  readonly currentUser: CurrentUser;
  readonly blobs: BlobStore;
  /** How archives can be imported, by name; default `MODES`. */
  readonly modes?: ModeRegistry;
  /** The limits that differ from the defaults. */
  readonly limits?: Partial<ImportLimits>;
  readonly appVersion: string;
  /** Where figures of the transfers are registered, under names that begin with the product's slug; default a registry of its own. */
  readonly metrics?: Registry;
  /** What the pages of problems say is to be done, where the host can say it better. */
  readonly remedies?: ProblemPagesOptions['remedies'];
  /** A table for the results of imports (see `createReceipts`), so that one whose answer got lost can be looked up. */
  readonly receiptsTable?: string;
  /** A table for what is known of damaged blobs (see `createDamagedBlobs`), so that an export leaves them out instead of breaking. */
  readonly damagedBlobsTable?: string;
  /** A table for the UUIDs that rows were first known by (see `createOrigins`), so that archives of several accounts merge along any path. */
  readonly originsTable?: string;
  /** Whether this process tidies up in the background, at its start and every hour; default true. A command need not. */
  readonly background?: boolean;
  /** Where uploads and files in the making lie; a folder of the module's own. */
  readonly temporaryDirectory: string;
}

/** What is archived, in which format, and how it can be imported. */
export type ArchiveOptions = Pick<DataPortabilityOptions, 'kinds' | 'upgrades' | 'modes'>;

export interface DataPortabilityAsyncOptions extends AddressOptions {
  readonly imports?: DynamicModule['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...dependencies: never[]) => DataPortabilityOptions | Promise<DataPortabilityOptions>;
}

const OPTIONS = Symbol('DataPortabilityOptions');

@Module({})
export class DataPortabilityModule
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
{
  static forRoot({
    path,
    problemsPath,
    basePath,
    ...options
  }: DataPortabilityOptions & AddressOptions): DynamicModule {
    return DataPortabilityModule.forRootAsync({ path, problemsPath, basePath, useFactory: () => options });
  }

  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
    path,
    problemsPath = DEFAULT_PROBLEMS_PATH,
    basePath = '',
  }: DataPortabilityAsyncOptions): DynamicModule {
    return {
      module: DataPortabilityModule,
      imports: [CqrsModule.forRoot(), ...imports],
      controllers: controllersAt({ path, problemsPath, basePath }),
      providers: [
        { provide: OPTIONS, inject, useFactory },
        { provide: PORTABILITY, inject: [OPTIONS, getDataSourceToken()], useFactory: compose },
        { provide: PROBLEMS_PATH, useValue: problemsPath },
        { provide: BASE_PATH, useValue: basePath },
        {
          provide: PROBLEM_PAGES,
          inject: [OPTIONS],
          useFactory: ({ product, remedies }: DataPortabilityOptions) =>
            createProblemPages({ product, remedies, path: pagesAt(problemsPath, basePath) }),
        },
        {
          provide: CURRENT_USER,
          inject: [OPTIONS],
          useFactory: (options: DataPortabilityOptions) => options.currentUser,
        },
        {
          provide: HOST_GUARD,
          inject: [OPTIONS],
          useFactory: (options: DataPortabilityOptions) => options.guard,
        },
        {
          provide: CONCURRENCY_LIMITER,
          inject: [PORTABILITY],
          useFactory: ({ limits }: Portability) =>
            createConcurrencyLimiter({
              imports: limits.importsPerProcess,
              exports: limits.exportsPerProcess,
              maxWaitMs: limits.queueSeconds * 1_000,
            }),
        },
        {
          provide: THROTTLE,
          inject: [PORTABILITY],
          useFactory: ({ limits }: Portability) => createThrottle(limits.transfersPerMinute),
        },
        {
          provide: MAINTENANCE,
          inject: [PORTABILITY, OPTIONS],
          useFactory: (portability: Portability, { background = true }: DataPortabilityOptions) =>
            createMaintenance(portability, background),
        },
        Transfers,
        ExportHandler,
        PreviewImportHandler,
        ApplyImportHandler,
        ImportOutcomeHandler,
      ],
      exports: [PORTABILITY, CqrsModule],
    };
  }

  private readonly logger = new Logger(DataPortabilityModule.name);
  private stoppedAt = 0;
  private isMaintained = true;

  constructor(
    @Inject(PORTABILITY) private readonly portability: Portability,
    @Inject(MAINTENANCE) private readonly maintenance: Maintenance,
    @Inject(CONCURRENCY_LIMITER) private readonly limiter: ConcurrencyLimiter,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.maintenance.start();
  }

  /** The first word of a shutdown: nothing new is begun. */
  onModuleDestroy(): void {
    this.stoppedAt = performance.now();
    this.limiter.close();
  }

  /**
   * What runs is finished, or aborted in time, while the database is still there. What does not end then is given up, so that
   * the rest of the shutdown has its time: its transaction ends with its connection, and is undone.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const { abort, giveUp } = shutdownTimes(this.portability.limits.drainSeconds);
    const left = (until: number): number => Math.max(0, until - (performance.now() - this.stoppedAt));
    const maintained = this.maintenance.stop().then(() => (this.isMaintained = false));
    const transferred = this.limiter.idle();
    await within(left(abort), transferred);
    this.limiter.abort();
    await within(left(giveUp), Promise.all([transferred, maintained]));
    await within(left(giveUp), this.portability.decoders.close());
    const pending = this.unfinished();
    if (pending.length > 0) this.logger.warn({ event: 'shutdown-incomplete', pending });
  }

  /** What still runs, in words, for the log of a shutdown that does not come to its end. */
  unfinished(): readonly string[] {
    return [...this.limiter.running(), ...(this.isMaintained ? ['maintenance'] : [])];
  }
}

/** Resolves when the work is done, or after so many milliseconds. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function compose(options: DataPortabilityOptions, dataSource: DataSource): Portability {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return {
    graph: createGraph(options.kinds, createFormat(options.product, options.upgrades)),
    modes: options.modes ?? MODES,
    dataSource,
    blobs: boundedBlobs(options.blobs, limits.stallSeconds * 1_000),
    limits,
    metrics: createMetrics(options.metrics ?? new Registry(), options.product.slug),
    workspaces: createWorkspaces(options.temporaryDirectory),
    decoders: createDecoderPool(),
    appVersion: options.appVersion,
    ...(options.damagedBlobsTable === undefined
      ? {}
      : { damagedBlobs: createDamagedBlobs(options.damagedBlobsTable) }),
    ...(options.originsTable === undefined ? {} : { origins: createOrigins(options.originsTable) }),
    ...(options.receiptsTable === undefined ? {} : { receipts: createReceipts(options.receiptsTable) }),
  };
}
