/** Blob stores keep all of a file or nothing: on a disk and in an S3 service. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, boundedBlobs, createBlobStore } from '../../src/portability/blobs.js';
import type { PortabilityError } from '../../src/portability/index.js';
import { incomingName } from '../../src/portability/storage/blobs/fs-incoming.js';
import { inChunks, keysOf, newKey } from '../../src/portability/testing/blob-samples.js';
import { describeBlobStore, type BlobLawsOptions } from '../../src/portability/testing.js';
import { slugOf } from '../support/refusals.js';
import { startS3Server } from '../support/s3-server.js';

const BYTES = Buffer.from('a few bytes');
const HOUR_MS = 60 * 60 * 1000;
const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'carol-blobs-'));
const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

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
