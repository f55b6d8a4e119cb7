/** The floors of media: the same files sent without an archive, received as they are, and copied, hashed and made durable. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import {
  createBlobStore,
  newBlobKey,
  type BlobStore,
  type BlobStoreOptions,
} from '../src/portability/blobs.js';
import type { MadeFile } from './make-files.js';

const READ = { highWaterMark: 256 * 1024 } as const;
/** Files that are made durable at once. */
const AT_ONCE = 16;
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** The bytes of all blobs, one after the other: of a folder as they lie there, of an S3 store as it hands them out. */
export async function* contentsOf(options: BlobStoreOptions): AsyncGenerator<Buffer> {
  if (options.kind === 'fs') {
    const entries = await readdir(options.directory, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile()))
      yield* createReadStream(join(entry.parentPath, entry.name), READ) as AsyncIterable<Buffer>;
    return;
  }
  const store = createBlobStore(options);
  try {
    for await (const { key } of store.list('')) yield* (await store.get(key)) as AsyncIterable<Buffer>;
  } finally {
    await store.close();
  }
}

/** Writes what is uploaded into a file, with the form around it. */
export const receive = (upload: Readable, file: string): Promise<void> =>
  pipeline(upload, createWriteStream(file));

/**
 * Copies files into a folder that is there for this alone, or into an S3 store, and hashes them.
 * @param userId whose they are, in a store
 */
export async function copyAndHash(
  files: readonly MadeFile[],
  options: BlobStoreOptions,
  { folder, userId }: { readonly folder: string; readonly userId: string },
): Promise<void> {
  const copy = options.kind === 'fs' ? copyToFolder(folder) : copyToStore(createBlobStore(options), userId);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const left = files.values();
  const take = async (): Promise<void> => {
    for (const file of left) {
      const sha256 = await copy(file);
      if (sha256 !== file.sha256) throw new Error(`${file.path} is not what it was`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  const opened = await open(folder);
  await opened.sync().finally(() => opened.close());
}

const copyToFolder =
  (folder: string) =>
  async (file: MadeFile): Promise<string> => {
    const hash = createHash('sha256');
    const target = await open(join(folder, file.sha256), 'w');
    try {
      for await (const chunk of createReadStream(file.path, READ) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        await target.writeFile(chunk);
      }
      await target.sync();
    } finally {
      await target.close();
    }
    return hash.digest('hex');
  };

const copyToStore =
  (store: BlobStore, userId: string) =>
  async (file: MadeFile): Promise<string> => {
    const hash = createHash('sha256');
    const source = createReadStream(file.path, READ);
    source.on('data', (chunk) => hash.update(chunk));
    await store.put(newBlobKey(userId, file.sha256), source, file.size);
    return hash.digest('hex');
  };

/** Gunzips a file, and lets go of what comes out. */
export const gunzip = (file: string): Promise<void> =>
  pipeline(createReadStream(file, READ), createGunzip(), nowhere());
