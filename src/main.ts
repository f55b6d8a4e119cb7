/** Starts Carol: the database, the demo account where it is new, the API and the web client. */
import 'reflect-metadata';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccountsService } from './accounts/accounts.service.js';
import { openWebClient } from './web-client/web-client-build.js';
import { loadConfig } from './config.js';
import { EmbeddedPostgresError } from './database/embedded-error.js';
import { openDemo } from './demo.js';
import { openInstance } from './instance.js';
import { createLifecycle } from './lifecycle.js';
import { createLogger } from './logging/logger.js';
import { startServer, type RunningServer } from './server.js';
import { startFailure } from './start-failure.js';
import { PACKAGE_ROOT } from './version.js';
import { shownUrl, welcome } from './welcome.js';

/** Milliseconds before the bound at which the process ends itself: the exit takes a moment. */
const EXIT_TAKES = 200;

/** Runs until it is told to stop; then it finishes what runs, and lets go of everything. */
async function run({ signal: stopped, stop }: Stopping): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config.logLevel);
  const say = (line: string): void => logger.info(line);
  const opened = createLifecycle();
  let server: RunningServer | undefined;
  stopped.addEventListener('abort', () => {
    const pending = (): readonly string[] => [...opened.pending(), ...(server?.unfinished() ?? [])];
    setTimeout(() => endNow(logger, pending()), config.limits.drainSeconds * 1_000 - EXIT_TAKES);
  });
  try {
    const instance = await opened.open(
      'the database and the file store',
      () => openInstance(config, say, stopped),
      (open) => open.close(),
    );
    stopped.throwIfAborted();
    const webClient = await opened.open(
      'the build of the web client',
      () => openWebClient(join(PACKAGE_ROOT, 'apps', 'client'), say, stopped),
      (open) => open.stop(),
    );
    server = await opened.open(
      'the HTTP server and its connections to the database',
      () => startServer(config, instance, { logger, webClient, signal: stopped }),
      (open) => open.close(),
    );

    const url = shownUrl(config, server.url);
    const link = instance.isEmbedded ? await demoLink(server.app, url, logger, stopped) : undefined;
    stopped.throwIfAborted();
    logger.info({ url }, 'Carol is ready');
    // Beside the log, which is for machines; without the embedded database nobody sits in front of this.
    if (instance.isEmbedded) console.log(welcome(url, link));
    const lost = await Promise.race([instance.lost, aborted(stopped)]);
    if (lost) {
      logger.fatal({ event: 'database-lost' }, lost.message);
      // What runs cannot be finished; the bound of a shutdown holds here too.
      stop();
      throw lost;
    }
    logger.info('stopping: what runs is finished, what comes is refused');
  } catch (error) {
    if (!stopped.aborted || error instanceof EmbeddedPostgresError) throw error;
  } finally {
    await opened.closeAll();
  }
}

interface Stopping {
  readonly signal: AbortSignal;
  stop(): void;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** The bound of a shutdown, whatever hangs: transactions and the embedded database end in order when this process is gone. */
function endNow(logger: Logger, pending: readonly string[]): never {
  logger.error(
    { event: 'shutdown-forced', pending },
    `the time to stop (LIMIT_DRAIN_SECONDS) is over, and the process ends; still pending: ${pending.join(', ') || 'nothing known'}`,
  );
  process.exit(1);
}

/** A demo account that cannot be made is no reason not to start. */
async function demoLink(
  app: INestApplicationContext,
  url: string,
  logger: Logger,
  stopped: AbortSignal,
): Promise<string | undefined> {
  try {
    const account = await openDemo(app, (line) => logger.info(line), stopped);
    return account && app.get(AccountsService, { strict: false }).createSignInLink(account.id, url);
  } catch (error) {
    stopped.throwIfAborted();
    logger.warn(
      { reason: error instanceof Error ? error.message : undefined },
      'the demo account could not be loaded; the next start tries again',
    );
    return undefined;
  }
}

const stopping = new AbortController();
// A signal that comes again is heard too, and changes nothing: npm passes Ctrl-C on to who has got it already.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

run({ signal: stopping.signal, stop: () => stopping.abort() }).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(startFailure(error) ?? error);
    process.exit(1);
  },
);
