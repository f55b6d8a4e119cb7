/** An S3 service within the test's process (s3rver), with one empty bucket, on a free port of the loopback. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { S3Options } from '../../src/portability/blobs.js';

interface Server {
  run(): Promise<{ readonly port: number }>;
  readonly httpServer: { closeAllConnections(): void };
  close(): Promise<void>;
}
type ServerClass = new (options: Readonly<Record<string, unknown>>) => Server;

export interface S3Server {
  readonly options: S3Options;
  /** Where the server keeps the objects. */
  readonly directory: string;
  close(): Promise<void>;
}

const settings = (directory: string): Readonly<Record<string, unknown>> => ({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: 'carol' }],
});

const optionsAt = (port: number): S3Options => ({
  endpoint: `http://127.0.0.1:${port}`,
  bucket: 'carol',
  region: 'us-east-1',
  accessKeyId: 'S3RVER',
  secretAccessKey: 'S3RVER',
  partBytes: 5 * 1024 * 1024,
});

export async function startS3Server(): Promise<S3Server> {
  const S3rver = createRequire(import.meta.url)('s3rver') as ServerClass;
  const directory = await mkdtemp(join(tmpdir(), 'carol-s3-'));
  const server = new S3rver(settings(directory));
  const { port } = await server.run();
  return {
    options: optionsAt(port),
    directory,
    close: async () => {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The same in a thread of its own: the clock of the test may jump, and that of the server does not. */
export async function startS3Thread(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'carol-s3-'));
  const workerData = {
    path: createRequire(import.meta.url).resolve('s3rver'),
    settings: settings(directory),
  };
  const thread = new Worker(SERVE, { eval: true, workerData });
  const [port] = (await once(thread, 'message')) as [number];
  return {
    options: optionsAt(port),
    directory,
    close: async () => {
      await thread.terminate();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const SERVE = `
  const { parentPort, workerData: { path, settings } } = require('node:worker_threads');
  const S3rver = require(path);
  new S3rver(settings).run().then(({ port }) => parentPort.postMessage(port));`;

/** The settings with which a service keeps its files there. */
export const s3Environment = ({ options }: Pick<S3Server, 'options'>): Record<string, string> => ({
  BLOB_STORE: 's3',
  S3_ENDPOINT: options.endpoint,
  S3_BUCKET: options.bucket,
  S3_REGION: options.region,
  S3_ACCESS_KEY_ID: options.accessKeyId,
  S3_SECRET_ACCESS_KEY: options.secretAccessKey,
});
