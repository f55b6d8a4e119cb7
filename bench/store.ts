/** Where the service keeps files while it is measured: a folder, or an S3 server on the loopback that this starts. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createBlobStore, type BlobStore, type BlobStoreOptions } from '../src/portability/blobs.js';

export const STORES = ['fs', 's3'] as const;
export type StoreName = (typeof STORES)[number];

export interface Store {
  readonly options: BlobStoreOptions;
  /** The settings with which the service uses it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly blobs: BlobStore;
  /** Removes all that lies in it. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** What the process of the S3 server says when it answers. */
export interface S3Ready {
  readonly options: Omit<Extract<BlobStoreOptions, { kind: 's3' }>, 'kind'>;
  readonly environment: Readonly<Record<string, string>>;
}

/** @param folder in which the service keeps its data */
export async function openStore(name: StoreName, folder: string): Promise<Store> {
  const opened = name === 's3' ? await startS3() : undefined;
  const options: BlobStoreOptions = opened
    ? { kind: 's3', ...opened.options }
    : { kind: 'fs', directory: join(folder, 'blobs') };
  const blobs = createBlobStore(options);
  return {
    options,
    environment: opened?.environment ?? {},
    blobs,
    async clear() {
      for await (const { key } of blobs.list('')) await blobs.delete(key);
    },
    async close() {
      await blobs.close();
      await opened?.close();
    },
  };
}

async function startS3(): Promise<S3Ready & { close(): Promise<void> }> {
  const child = fork(new URL('./s3-process.js', import.meta.url));
  const exit = once(child, 'exit');
  const [ready] = (await Promise.race([
    once(child, 'message'),
    exit.then(() => Promise.reject(new Error('The S3 server did not start'))),
  ])) as [S3Ready];
  return {
    ...ready,
    async close() {
      // It ends, and removes what it kept, when nobody holds the other end.
      child.disconnect();
      await exit;
    },
  };
}
