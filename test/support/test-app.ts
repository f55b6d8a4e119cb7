/** A real Nest application over a real database, on a free port. */
import type { AddressInfo } from 'node:net';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { ACCOUNT_ENTITIES } from '../../src/accounts/entities.js';
import { createDataSource } from '../../src/database/data-source.js';
import { StructuredLogger, createLogger } from '../../src/logging/logger.js';
import { requestLog } from '../../src/logging/request-log.js';
import { ProblemFilter } from '../../src/portability/index.js';

export interface TestApp {
  readonly app: INestApplication;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Every line that was logged so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

/** Composed as the service is: log, filter, no body parser of its own. */
export async function startTestApp(databaseUrl: string, metadata: ModuleMetadata): Promise<TestApp> {
  const log: Record<string, unknown>[] = [];
  const logger: Logger = createLogger('trace', {
    write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>),
  });
  const { options } = createDataSource(databaseUrl, {
    entities: [...ACCOUNT_ENTITIES],
    poolSize: 4,
    onPoolError: () => undefined,
  });
  const built = await Test.createTestingModule({
    ...metadata,
    imports: [TypeOrmModule.forRoot({ ...options, retryAttempts: 0 }), ...(metadata.imports ?? [])],
  }).compile();
  const app = built.createNestApplication<NestExpressApplication>({
    bodyParser: false,
    logger: new StructuredLogger(logger),
  });
  app.use(requestLog(logger));
  app.useGlobalFilters(new ProblemFilter(undefined, undefined, { bytes: 2 ** 30, seconds: 2 }));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, log, close: () => app.close() };
}
