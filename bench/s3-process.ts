/** The S3 server as a process of its own, so that its work is nobody else's; it ends with the process that started it. */
import { s3Environment, startS3Server } from '../test/support/s3-server.js';
import type { S3Ready } from './store.js';

const server = await startS3Server();
process.once('disconnect', () => void server.close().then(() => process.exit(0)));
// Whoever started it decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
const ready: S3Ready = { options: server.options, environment: s3Environment(server) };
process.send?.(ready);
