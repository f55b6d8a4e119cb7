/** The module that a Nest application with TypeORM and PostgreSQL mounts: it is handed the kinds and names no entity. */
import {
  Module,
  type DynamicModule,
  type BeforeApplicationShutdown,
  type MiddlewareConsumer,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Inject,
  Logger,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { getDataSourceToken } from '@nestjs/typeorm';
import { compose } from './compose.js';
import type { DataPortabilityAsyncOptions, DataPortabilityOptions } from './options.js';
import { ExportHandler } from './export/export.handler.js';
import {
  CONCURRENCY_LIMITER,
  createConcurrencyLimiter,
  type ConcurrencyLimiter,
} from './http/admission/concurrency-limiter.js';
import { controllersAt, type AddressOptions } from './http/controllers.js';
import { HOST_GUARD, REQUESTS, type HostRequests } from './http/portability.guard.js';
import { createProblemPages, PROBLEM_PAGES } from './http/problems/problem-pages.js';
import { LINGER, lingerOptions } from './http/problems/linger.js';
import { BASE_PATH, DEFAULT_PROBLEMS_PATH, pagesAt, PROBLEMS_PATH } from './http/problems/problems-path.js';
import { createThrottle, THROTTLE } from './http/admission/throttle.js';
import { ImportRequests } from './http/import-requests.js';
import { overrideMethod, UPLOAD_PATH } from './http/upload/override-method.js';
import { UploadRequests } from './http/upload/upload-requests.js';
import { Transfers } from './http/transfers.js';
import { ApplyImportHandler } from './import/apply-import.handler.js';
import { ImportHistoryHandler, RemoveCopyHandler } from './import/import-history.handler.js';
import { ImportStatusHandler } from './import/import-status.handler.js';
import { PreviewImportHandler } from './import/preview-import.handler.js';
import { PreviewItemsHandler } from './import/preview-items.handler.js';
import { UndoImportHandler } from './import/undo-import.handler.js';
import { createMaintenance, MAINTENANCE, type Maintenance } from './maintenance.js';
import { PORTABILITY, type Portability } from './portability.js';
import { shutdownTimes } from './shutdown-times.js';
import { assertSchema } from './storage/schema/assert-schema.js';

const OPTIONS = Symbol('DataPortabilityOptions');

@Module({})
export class DataPortabilityModule
  implements NestModule, OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
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
        { provide: UPLOAD_PATH, useValue: path === false ? null : `${path}/uploads/:id` },
        {
          provide: LINGER,
          inject: [PORTABILITY],
          useFactory: ({ limits }: Portability) => lingerOptions(limits),
        },
        {
          provide: PROBLEM_PAGES,
          inject: [OPTIONS],
          useFactory: ({ product, remedies }: DataPortabilityOptions) =>
            createProblemPages({ product, remedies, path: pagesAt(problemsPath, basePath) }),
        },
        {
          provide: REQUESTS,
          inject: [OPTIONS],
          useFactory: ({ currentUser, constants = () => ({}) }: DataPortabilityOptions): HostRequests => ({
            currentUser,
            constants,
          }),
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
              uploads: limits.uploadsPerProcess,
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
        ImportRequests,
        UploadRequests,
        ExportHandler,
        PreviewImportHandler,
        PreviewItemsHandler,
        ApplyImportHandler,
        ImportStatusHandler,
        UndoImportHandler,
        ImportHistoryHandler,
        RemoveCopyHandler,
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
    @Inject(UPLOAD_PATH) private readonly uploadPath: string | null,
  ) {}

  configure(consumer: MiddlewareConsumer): void {
    if (this.uploadPath !== null) consumer.apply(overrideMethod).forRoutes(this.uploadPath);
  }

  /** @throws SchemaMismatchError */
  async onApplicationBootstrap(): Promise<void> {
    const { dataSource, uniqueKeys } = this.portability;
    await assertSchema(this.portability);
    await uniqueKeys.of((sql, parameters) => dataSource.query(sql, parameters));
    await this.maintenance.start();
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
