/** Starts Carol: the database, the demo account where it is new, the API and the card. */
import 'reflect-metadata';
import { join } from 'node:path';
import { openCard } from './card/card-build.js';
import { ConfigError, loadConfig } from './config.js';
import { openInstance } from './instance.js';
import { createLogger } from './logging/logger.js';
import { startServer } from './server.js';
import { PACKAGE_ROOT } from './version.js';

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config.logLevel);
  const instance = await openInstance(config, (line) => logger.info(line));
  const card = await openCard(join(PACKAGE_ROOT, 'apps', 'client'), (line) => logger.info(line));
  const server = await startServer(config, instance, { logger, card }).catch(async (error: unknown) => {
    await instance.close();
    throw error;
  });
  logger.info({ url: server.url }, 'Carol is ready');

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping: what runs is finished, what comes is refused');
    Promise.all([server.close(), card.stop()])
      .then(() => instance.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  // One clear line for a mistake in the settings; the stack for what nobody expected.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
