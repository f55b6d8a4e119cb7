/** Starts Carol: the database, the demo account where it is new, the API and the card. */
import 'reflect-metadata';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccountsService } from './accounts/accounts.service.js';
import { openCard } from './card/card-build.js';
import { loadConfig } from './config.js';
import { openDemo } from './demo.js';
import { openInstance } from './instance.js';
import { createLogger } from './logging/logger.js';
import { startServer } from './server.js';
import { startFailure } from './start-failure.js';
import { PACKAGE_ROOT } from './version.js';
import { shownUrl, welcome } from './welcome.js';

/** Runs until it is told to stop; then it finishes what runs, and lets go of everything. */
async function run(stopped: AbortSignal): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config.logLevel);
  const say = (line: string): void => logger.info(line);
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const instance = await openInstance(config, say);
    closers.push(() => instance.close());
    stopped.throwIfAborted();
    const card = await openCard(join(PACKAGE_ROOT, 'apps', 'client'), say, stopped);
    closers.push(() => card.stop());
    const server = await startServer(config, instance, { logger, card });
    closers.push(() => server.close());

    const url = shownUrl(config, server.url);
    const link = instance.isEmbedded ? await demoLink(server.app, url, logger, stopped) : undefined;
    stopped.throwIfAborted();
    logger.info({ url }, 'Carol is ready');
    // Beside the log, which is for machines; without the embedded database nobody sits in front of this.
    if (instance.isEmbedded) console.log(welcome(url, link));
    await new Promise((resolve) => stopped.addEventListener('abort', resolve, { once: true }));
    logger.info('stopping: what runs is finished, what comes is refused');
  } catch (error) {
    if (!stopped.aborted) throw error;
  } finally {
    for (const close of closers.reverse()) await close();
  }
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

run(stopping.signal).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(startFailure(error) ?? error);
    process.exit(1);
  },
);
