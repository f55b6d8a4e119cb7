/** Blob stores keep all of a file or nothing: on a disk and in an S3 service. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, boundedBlobs, createBlobStore } from '../../src/portability/blobs.js';
import { PortabilityError } from '../../src/portability/index.js';
import { incomingName } from '../../src/portability/storage/blobs/fs-incoming.js';
import { sweepOrphans, type SweepOptions } from '../../src/portability/storage/blobs/sweep.js';
import { inChunks, keysOf, newKey } from '../../src/portability/testing/blob-samples.js';
import { describeBlobStore, type BlobLawsOptions } from '../../src/portability/testing.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

const BYTES = Buffer.from('a few bytes');
const HOUR_MS = 60 * 60 * 1000;
const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'carol-blobs-'));
const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const slugOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => new Error('It was not refused.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PortabilityError)) throw error;
  return error.slug;
};

/** @param open makes a store, and says how to remove it once it is closed */
function describeLaws(
  name: string,
  open: () => Promise<{ readonly store: BlobStore; remove(): Promise<void> }>,
  options: BlobLawsOptions = {},
): void {
  describe(name, () => {
    let opened: Awaited<ReturnType<typeof open>> | undefined;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.store.close();
      await opened?.remove();
    });
    describeBlobStore({ describe, it }, () => (opened as NonNullable<typeof opened>).store, options);
  });
}

/** Milliseconds: more than any of these calls takes. */
const STALL_MS = 60_000;

describe.each([
  ['a store', (store: BlobStore) => store],
  ['a bounded store', (store: BlobStore) => boundedBlobs(store, STALL_MS)],
])('%s', (_, made) => {
  describeLaws('of files', async () => {
    const directory = await temporaryFolder();
    return { store: made(createBlobStore({ kind: 'fs', directory })), remove: () => remove(directory) };
  });

  describeLaws(
    'in an S3 service',
    async () => {
      const server = await startS3Server();
      return { store: made(createBlobStore({ kind: 's3', ...server.options })), remove: server.close };
    },
    // s3rver shows what is being written, and keeps what was cut off.
    { isAtomic: false },
  );
});

describe('a store of files on the disk', () => {
  let directory: string;
  let store: BlobStore;
  const incoming = (): Promise<string[]> => readdir(join(directory, '.incoming'));
  beforeEach(async () => {
    directory = join(await temporaryFolder(), 'nested', 'blobs');
    store = createBlobStore({ kind: 'fs', directory });
  });
  afterEach(() => remove(join(directory, '..', '..')));

  it('lets only its own user read: folders 0700, files 0600', async () => {
    const key = newKey();
    await store.put(key, inChunks(BYTES), BYTES.length);
    const [userId = '', sha256 = ''] = key.split('/');
    const shard = join(directory, userId, sha256.slice(0, 2));
    for (const folder of [directory, join(directory, '.incoming'), join(directory, userId), shard]) {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
    expect((await stat(join(shard, sha256))).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing behind of a put, whether it succeeds or not', async () => {
    await store.put(newKey(), inChunks(BYTES), BYTES.length);
    await expect(store.put(newKey(), inChunks(BYTES), 3)).rejects.toThrow();
    await expect(store.put('no key', inChunks(BYTES), BYTES.length)).rejects.toThrow(TypeError);
    expect(await incoming()).toEqual([]);
  });

  it('leaves nothing behind of a put that is given up', async () => {
    for (const delay of [0, 1, 2, 4, 8]) {
      const controller = new AbortController();
      const bytes = Buffer.alloc(4 * 1024 * 1024);
      const writing = store.put(newKey(), inChunks(bytes), bytes.length, controller.signal);
      setTimeout(() => controller.abort(new Error('given up')), delay);
      await writing.catch(() => undefined);
      expect(await incoming()).toEqual([]);
    }
  });

  it('is tried by a check in one folder of its own, which stays empty', async () => {
    await store.check();
    const nobody = '00000000-0000-0000-0000-000000000000';
    const files = await readdir(directory, { recursive: true });
    expect(files.sort()).toEqual(['.incoming', nobody, join(nobody, '00')]);
  });

  it('sweeps what is an hour old and what a dead process left, and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const mine = incomingName();
    const orphaned = mine.replace(/\.\d+\./, `.${dead}.`);
    const elsewhere = orphaned.replace(/^[0-9a-f]+/, '0123456789abcdef');
    const old = incomingName();
    for (const name of [mine, orphaned, elsewhere, old]) {
      await writeFile(join(directory, '.incoming', name), BYTES);
    }
    const past = new Date(Date.now() - HOUR_MS - 1_000);
    await utimes(join(directory, '.incoming', old), past, past);

    expect(await store.sweepIncoming()).toBe(2);
    expect((await incoming()).sort()).toEqual([mine, elsewhere].sort());
    expect(await store.sweepIncoming()).toBe(0);
  });

  it('shows only blobs, whatever else lies in its folder', async () => {
    const key = newKey();
    await store.put(key, inChunks(BYTES), BYTES.length);
    await writeFile(join(directory, 'README'), 'x');
    await mkdir(join(directory, 'lost+found'));
    await writeFile(join(directory, key.split('/')[0] ?? '', '.DS_Store'), 'x');
    expect(await keysOf(store, '')).toEqual([key]);
  });

  it('is unavailable, with a time to come back, when its folder is gone', async () => {
    await remove(directory);
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    const error: unknown = await store
      .put(newKey(), inChunks(BYTES), BYTES.length)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      slug: 'storage-unavailable',
      options: { retrySeconds: 10 },
    });
    expect(JSON.stringify([(error as PortabilityError).detail, (error as Error).message])).not.toContain(
      directory,
    );
  });

  const asUser = process.getuid?.() === 0 ? it.skip : it;
  asUser('is unavailable when it may not write (skipped for root, who may)', async () => {
    await chmod(join(directory, '.incoming'), 0o500);
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe('storage-unavailable');
    await chmod(join(directory, '.incoming'), 0o700);
  });
});

/** A file system of 1 MiB; null where it cannot be had: without the right to mount, or not on Linux. */
function mountTiny(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'carol-tiny-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0) return folder;
  rmdirSync(folder);
  return null;
}

describe('a full disk (skipped where no tmpfs can be mounted)', () => {
  const directory = mountTiny();
  afterAll(async () => {
    if (directory === null) return;
    execFileSync('umount', [directory]);
    await remove(directory);
  });

  (directory === null ? it.skip : it)(
    'refuses with storage-full, loses nothing and leaves nothing',
    async () => {
      if (directory === null) return;
      const store = createBlobStore({ kind: 'fs', directory });
      const [before, tooLarge] = [newKey(), newKey()];
      await store.put(before, inChunks(BYTES), BYTES.length);
      const bytes = Buffer.alloc(2 * 1024 * 1024, 1);

      expect(await slugOf(store.put(tooLarge, inChunks(bytes), bytes.length))).toBe('storage-full');
      expect(await slugOf(store.put(before, inChunks(bytes), bytes.length))).toBe('storage-full');

      expect(await keysOf(store, '')).toEqual([before]);
      expect(await readdir(join(directory, '.incoming'))).toEqual([]);
      await store.put(newKey(), inChunks(BYTES), BYTES.length);
    },
  );
});

describe('an S3 service', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.close());

  it('without the bucket is unavailable, and loses no blob by calling it missing', async () => {
    const store = createBlobStore({ kind: 's3', ...server.options, bucket: 'other' });
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    expect(await slugOf(store.get(newKey()))).toBe('storage-unavailable');
    expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe('storage-unavailable');
    await store.close();
  });

  it('that nobody listens for is unavailable', async () => {
    const gone: Server = createServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const store = createBlobStore({ kind: 's3', ...server.options, endpoint: `http://127.0.0.1:${port}` });
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    expect(await slugOf(store.stat(newKey()))).toBe('storage-unavailable');
    expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe('storage-unavailable');
    expect(await slugOf(keysOf(store, ''))).toBe('storage-unavailable');
    const large = Buffer.alloc(6 * 1024 * 1024);
    expect(await slugOf(store.put(newKey(), inChunks(large), large.length))).toBe('storage-unavailable');
    await store.close();
  });

  it('that accepts and never answers is found out by the check within seconds', async () => {
    const silent = createServer((socket) => socket.resume().on('error', () => undefined));
    const port = await listen(silent);
    const store = createBlobStore({ kind: 's3', ...server.options, endpoint: `http://127.0.0.1:${port}` });
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    await store.close();
    await new Promise((resolve) => silent.close(resolve));
  }, 20_000);

  it.each([
    [507, 'InsufficientStorage', 'storage-full'],
    [403, 'QuotaExceeded', 'storage-full'],
    [403, 'AccessDenied', 'storage-unavailable'],
  ])(
    'that answers %i %s is refused as %s',
    async (status, code, slug) => {
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
      const answer = answering(
        `HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
      const store = createBlobStore({
        kind: 's3',
        ...server.options,
        endpoint: `http://127.0.0.1:${await listen(answer)}`,
      });
      expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe(slug);
      await store.close();
      await new Promise((resolve) => answer.close(resolve));
    },
    20_000,
  );

  it('that breaks off in the middle of a blob fails the reader', async () => {
    const answer = answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this');
    const store = createBlobStore({
      kind: 's3',
      ...server.options,
      endpoint: `http://127.0.0.1:${await listen(answer)}`,
    });
    const stream = await store.get(newKey());
    expect(await slugOf(stream.toArray())).toBe('storage-unavailable');
    await store.close();
    await new Promise((resolve) => answer.close(resolve));
  });
});

describe('the sweep of orphans', () => {
  let directory: string;
  let store: BlobStore;
  beforeEach(async () => {
    directory = await temporaryFolder();
    store = createBlobStore({ kind: 'fs', directory });
  });
  afterEach(() => remove(directory));

  const putAged = async (ageMs: number): Promise<string> => {
    const key = newKey();
    const [userId = '', sha256 = ''] = key.split('/');
    await store.put(key, inChunks(BYTES), BYTES.length);
    const time = new Date(Date.now() - ageMs);
    await utimes(join(directory, userId, sha256.slice(0, 2), sha256), time, time);
    return key;
  };

  /** As where nobody imports or exports. */
  const withDead: SweepOptions['withDead'] = (_userId, keys, remove) => remove(keys);

  it('removes old blobs without a row, and keeps those with one and the young', async () => {
    const [orphan, referred, young] = [
      await putAged(3 * HOUR_MS),
      await putAged(3 * HOUR_MS),
      await putAged(HOUR_MS),
    ];
    const report = await sweepOrphans(store, async () => new Set([referred]), {
      olderThanMs: 2 * HOUR_MS,
      withDead,
    });
    expect(report).toEqual({ examined: 3, removed: 1, bytes: BYTES.length });
    expect(await keysOf(store, '')).toEqual([referred, young].sort());
    expect(await store.stat(orphan)).toBeNull();
  });

  it('never removes a blob younger than an hour, which an import may be about to commit', async () => {
    const [young, old] = [await putAged(HOUR_MS - 60_000), await putAged(HOUR_MS + 60_000)];
    await sweepOrphans(store, async () => new Set(), { olderThanMs: 0, withDead });
    expect(await store.stat(young)).not.toBeNull();
    expect(await store.stat(old)).toBeNull();
  });

  it('asks about one user at a time and passes over a user who is importing', async () => {
    const [busy, idle] = [await putAged(2 * HOUR_MS), await putAged(2 * HOUR_MS)];
    const asked: (readonly string[])[] = [];
    const report = await sweepOrphans(
      store,
      async (userId, keys) => {
        expect(keys.every((key) => key.startsWith(userId))).toBe(true);
        asked.push(keys);
        return new Set();
      },
      {
        olderThanMs: 0,
        withDead: async (userId, keys, remove) => (busy.startsWith(userId) ? undefined : remove(keys)),
      },
    );
    expect([...asked].sort()).toEqual([[busy], [idle]].sort());
    expect(report.removed).toBe(1);
    expect(await keysOf(store, '')).toEqual([busy]);
  });

  it('removes nothing when the rows cannot be asked', async () => {
    const orphan = await putAged(2 * HOUR_MS);
    await expect(
      sweepOrphans(store, () => Promise.reject(new Error('no database')), { olderThanMs: 0, withDead }),
    ).rejects.toThrow('no database');
    expect(await store.stat(orphan)).not.toBeNull();
  });
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** A server that says the same to everybody and hangs up. */
function answering(text: string): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(text));
  });
}
