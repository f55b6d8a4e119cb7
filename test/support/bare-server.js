/** The built service without the card, as a process that a test may kill; prints its URL and a token of a new user. */
import { loadConfig } from '../../dist/src/config.js';
import { openInstance } from '../../dist/src/instance.js';
import { startServer } from '../../dist/src/server.js';

const config = loadConfig();
const instance = await openInstance(config, () => undefined);
const server = await startServer(config, instance);
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => instance.close())
    .then(() => process.exit(0));
});
