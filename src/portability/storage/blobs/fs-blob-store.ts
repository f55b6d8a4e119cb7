/** Blobs as files: `<directory>/<user>/<first two hex digits>/<sha256>-<storing>`, for one machine or a shared disk. */
import { mkdirSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { BlobMissing, storageUnavailable, systemCode, translateSystemError } from './blob-errors.js';
import { closeSource, exactly, passedOn } from './blob-streams.js';
import { isBlobKey, parseBlobKey, type BlobEntry, type BlobStore } from './blob-store.js';
import { INCOMING, incomingName, sweepIncoming } from './fs-incoming.js';
import { createProbe } from './probe.js';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Bytes a read asks for: four times fewer calls than Node's default. */
const READ_BYTES = 256 * 1024;

/**
 * Opens a store in a directory, which is created (0700) where it is missing.
 * A file is written beside the others (`.incoming/`), flushed to the disk, renamed, and its folder flushed: a crash at any
 * point leaves the old state or the new one, and at most a file in `.incoming`.
 * @example const blobs = createFsBlobStore('/var/lib/bookshelf/blobs');
 */
export function createFsBlobStore(directory: string): BlobStore {
  const incoming = join(directory, INCOMING);
  mkdirSync(incoming, { recursive: true, mode: FOLDER_MODE });

  /** A folder whose disk is away holds no file, and has lost none. @throws PortabilityError */
  const expectMounted = async (): Promise<void> => {
    await stat(incoming).catch((error: unknown) => {
      throw storageUnavailable(new Error('The folder for files is not there', { cause: error }));
    });
  };

  const pathOf = (key: string): string => {
    const { userId, name } = parseBlobKey(key);
    return join(directory, userId, name.slice(0, 2), name);
  };

  async function put(
    key: string,
    source: Readable | AsyncIterable<Buffer>,
    size: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const { chunks, failure } = exactly(source, size, signal);
    const temporary = join(incoming, incomingName());
    try {
      const path = pathOf(key);
      await writeDurably(temporary, chunks);
      await makeFolder(dirname(path), directory);
      signal?.throwIfAborted();
      await rename(temporary, path);
      await flushFolder(dirname(path));
      // Given up while it was renamed: whoever removed the blob was too early, and nobody expects one that appears later.
      if (signal?.aborted === true) await rm(path, { force: true });
      signal?.throwIfAborted();
    } catch (error) {
      const reason: unknown =
        signal?.aborted === true ? signal.reason : (failure() ?? translateSystemError(error));
      closeSource(source);
      await rm(temporary, { force: true }).catch(() => undefined);
      throw reason;
    }
  }

  async function get(key: string, signal?: AbortSignal): Promise<Readable> {
    const path = pathOf(key);
    signal?.throwIfAborted();
    const handle = await open(path, 'r').catch(async (error: unknown) => {
      if (!isMissing(error)) throw translateSystemError(error);
      await expectMounted();
      throw new BlobMissing(key, { cause: error });
    });
    return passedOn(handle.createReadStream({ highWaterMark: READ_BYTES }), {
      translate: translateSystemError,
      signal,
    });
  }

  const store = {
    put,
    get,
    stat: async (key, signal) => {
      const path = pathOf(key);
      signal?.throwIfAborted();
      const found = await sizeAndTime(path);
      if (found === null) await expectMounted();
      return found;
    },
    delete: async (key, signal) => {
      const path = pathOf(key);
      signal?.throwIfAborted();
      await orRefuse(rm(path, { force: true }));
    },
  } satisfies Partial<BlobStore>;
  return {
    ...store,
    async *list(prefix, signal) {
      await expectMounted();
      yield* listFiles(directory, prefix, signal);
    },
    sweepIncoming: async (signal) => {
      signal?.throwIfAborted();
      return orRefuse(sweepIncoming(incoming));
    },
    check: createProbe(store, 'The folder for files'),
    close: async () => undefined,
  };
}

async function writeDurably(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const handle: FileHandle = await open(path, 'wx', FILE_MODE);
  try {
    // Unlike write(), appendFile() goes on until all of the chunk is written.
    for await (const chunk of chunks) await handle.appendFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder below root, and flushes the entries that lead to it: a folder that a crash forgets takes its files with it. */
async function makeFolder(folder: string, root: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  const made = relative(dirname(first), folder).split(sep).length;
  let parent = dirname(folder);
  for (let level = 0; level < made && parent.startsWith(root); level += 1) {
    await flushFolder(parent);
    parent = dirname(parent);
  }
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Holds the names of one folder at a time: all users, or the blobs of one user that begin with the same two digits. */
async function* listFiles(
  directory: string,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<BlobEntry, void, undefined> {
  signal?.throwIfAborted();
  for (const userId of await names(directory)) {
    const user = `${userId}/`;
    if (userId === INCOMING || !(user.startsWith(prefix) || prefix.startsWith(user))) continue;
    for (const shard of await names(join(directory, userId))) {
      const beginning = user + shard;
      if (!(beginning.startsWith(prefix) || prefix.startsWith(beginning))) continue;
      for (const name of await names(join(directory, userId, shard))) {
        signal?.throwIfAborted();
        const key = user + name;
        if (!isBlobKey(key) || !key.startsWith(prefix)) continue;
        const found = await sizeAndTime(join(directory, userId, shard, name));
        if (found !== null) yield { key, ...found };
      }
    }
  }
}

async function names(folder: string): Promise<readonly string[]> {
  const found = await orRefuse(readdir(folder).catch(nullIfMissing));
  return found === null ? [] : found.sort();
}

async function sizeAndTime(path: string): Promise<{ size: number; modifiedAt: Date } | null> {
  const found = await orRefuse(stat(path).catch(nullIfMissing));
  return found === null ? null : { size: found.size, modifiedAt: found.mtime };
}

const isMissing = (error: unknown): boolean => /^(ENOENT|ENOTDIR)$/.test(systemCode(error) ?? '');

function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

const orRefuse = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw translateSystemError(error);
  });
