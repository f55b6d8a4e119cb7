/** The running service: an instance with the API in front of it. */
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { pino } from 'pino';
import { AppModule, temporaryFolder } from './app.module.js';
import { stripBasePath } from './http/base-path.js';
import { allowOrigins } from './http/cors.js';
import { hintAtProxy } from './http/proxy-hint.js';
import { Metrics } from './health/metrics.js';
import { startMetricsServer } from './health/metrics-server.js';
import type { WebClient } from './web-client/web-client-build.js';
import { serveWebClient } from './web-client/web-client-routes.js';
import { ConfigError, type Config } from './config.js';
import type { Instance } from './instance.js';
import { createLogger, StructuredLogger } from './logging/logger.js';
import { requestLog } from './logging/request-log.js';
import { serveOpenApi } from './openapi.js';
import {
  type ArchiveOptions,
  DataPortabilityModule,
  deferContinue,
  lingerOptions,
  ProblemFilter,
  shutdownTimes,
} from './portability/index.js';
import { checkBlobStore, checkTemporaryFolder, checkUploadsFolder } from './start-check.js';
import { VERSION } from './version.js';

export interface RunningServer {
  readonly app: NestExpressApplication;
  /** Where it listens. */
  readonly url: string;
  /** The port of the metrics alone, where they have one. */
  readonly metricsPort: number | undefined;
  /**
   * Finishes what runs, refuses what comes, and ends; the instance stays open. What does not end in time is aborted, and after that
   * no longer waited for (`shutdown-times.ts`); a connection to the database that hangs may still keep this from resolving.
   */
  close(): Promise<void>;
  /** What still runs, in words, for the log of a shutdown that does not come to its end. */
  unfinished(): readonly string[];
}

/** Milliseconds for which headers are waited longer than for a request: a proxy may use a connection in the moment in which it would be closed. */
const HEADERS_LATER = 5_000;

/** Milliseconds in which answers that are on their way may still be sent when the port has been closed. */
const LAST_MOMENT = 2_000;

export interface ServerOptions {
  readonly logger?: pino.Logger;
  /** Served at `/`; without it there is the API alone. */
  readonly webClient?: WebClient;
  /** What is archived, and how, where it is not as usual. */
  readonly archive?: Partial<ArchiveOptions>;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

/** Builds the application, not yet listening; the caller closes it. */
export async function createApp(
  config: Config,
  instance: Instance,
  { logger = createLogger(config.logLevel), webClient, archive }: ServerOptions = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot({
      config,
      dataSource: instance.dataSource,
      blobs: instance.blobs,
      version: VERSION,
      archive,
    }),
    { logger: new StructuredLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  // Answers about somebody are kept by nobody: there is nothing to compare.
  app.disable('etag');
  if (config.trustProxy === undefined) app.use(hintAtProxy((line) => logger.warn(line)));
  else app.set('trust proxy', config.trustProxy);
  app.use(stripBasePath(config.basePath));
  app.use(requestLog(logger));
  allowOrigins(app, config.corsOrigins);
  if (webClient) app.use(serveWebClient(webClient, config.basePath));
  app.useGlobalFilters(new ProblemFilter(undefined, config.basePath, lingerOptions(config.limits)));
  serveOpenApi(app, config.basePath);
  return app;
}

/**
 * Starts the service on the configured port, when what it needs has been tried.
 * @throws ConfigError, or an error of the operating system, where the file store, or a folder for temporary files or uploads, cannot be used
 */
export async function startServer(
  config: Config,
  instance: Instance,
  options: ServerOptions = {},
): Promise<RunningServer> {
  await checkTemporaryFolder(temporaryFolder(config));
  await checkUploadsFolder(config.uploadsDir);
  const { blobs } = config;
  const secrets = blobs.kind === 's3' ? [blobs.secretAccessKey, blobs.accessKeyId] : [];
  await checkBlobStore(instance.blobs, secrets, options.signal);
  const app = await createApp(config, instance, options);
  const server = app.getHttpServer();
  // An upload of gigabytes over a slow line is no attack; a client that never ends its headers is.
  server.requestTimeout = 0;
  deferContinue(server);
  server.keepAliveTimeout = config.keepAliveSeconds * 1_000;
  server.headersTimeout = server.keepAliveTimeout + HEADERS_LATER;
  await app.listen(config.port, config.host);
  const metrics = await openMetrics(app, config).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    app,
    url: `http://${host}:${port}`,
    metricsPort: metrics?.port,
    close: () => closeApp(app, config.limits.drainSeconds).finally(() => metrics?.close()),
    unfinished: () => app.get(DataPortabilityModule, { strict: false }).unfinished(),
  };
}

const openMetrics = async (app: NestExpressApplication, { metrics }: Config) =>
  metrics.port === undefined
    ? undefined
    : startMetricsServer(app.get(Metrics, { strict: false }), {
        port: metrics.port,
        host: metrics.host,
      }).catch((cause: NodeJS.ErrnoException) => {
        throw new ConfigError(
          `METRICS_PORT, METRICS_HOST: the metrics cannot listen at ${metrics.host}:${metrics.port} (${cause.code})`,
          { cause },
        );
      });

/**
 * The hooks first: the probe says that we stop, new transfers are refused, and those that run are finished, while the port stays
 * open. Then the port is closed and the connections that nobody uses; what is still open after a moment is cut.
 */
async function closeApp(app: NestExpressApplication, seconds: number): Promise<void> {
  const started = performance.now();
  const server = app.getHttpServer();
  const closed = app.close();
  const cut = setInterval(() => {
    if (server.listening) return;
    const left = shutdownTimes(seconds).cut - (performance.now() - started);
    setTimeout(() => server.closeAllConnections(), Math.max(0, Math.min(LAST_MOMENT, left))).unref();
    clearInterval(cut);
  }, 20);
  cut.unref();
  await closed.finally(() => clearInterval(cut));
}
