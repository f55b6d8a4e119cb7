/** Stores of files that several instances share, each with what an operator sees happen to it: it goes down, and comes back. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFreezableProxy, through } from './freezable-proxy.js';
import { s3Environment, type S3Server } from './s3-server.js';

export interface SharedStore {
  /** Settings of each instance that keeps its files there. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on nothing can be read or written. */
  goDown(): Promise<void>;
  /** With all that it held. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** A disk that all see; what goes down is what it is mounted from. */
export async function openSharedFolder(): Promise<SharedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-shared-'));
  const [blobs, away] = [join(folder, 'blobs'), join(folder, 'away')];
  return {
    environment: { DATA_DIR: folder },
    async goDown() {
      await rename(blobs, away);
      await writeFile(blobs, '');
    },
    async comeBack() {
      await rm(blobs);
      await rename(away, blobs);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A server that speaks S3, on a line that can be cut. */
export async function openSharedBucket(server: Omit<S3Server, 'directory'>): Promise<SharedStore> {
  const line = await startFreezableProxy(server.options.endpoint);
  const endpoint = through(line, server.options.endpoint).replace(/\/$/, '');
  return {
    environment: s3Environment({ options: { ...server.options, endpoint } }),
    goDown: line.goDown,
    comeBack: line.comeBack,
    async close() {
      await line.close();
      await server.close();
    },
  };
}
