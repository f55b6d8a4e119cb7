/** The sweep of orphans removes old blobs that no row refers to, and nothing else. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, createBlobStore } from '../../src/portability/blobs.js';
import { sweepOrphans, type SweepOptions } from '../../src/portability/storage/blobs/sweep.js';
import { inChunks, keysOf, newKey } from '../../src/portability/testing/blob-samples.js';

const BYTES = Buffer.from('a few bytes');
const HOUR_MS = 60 * 60 * 1000;
const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'carol-blobs-'));
const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

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
      now: Date.now(),
      olderThanMs: 2 * HOUR_MS,
      withDead,
    });
    expect(report).toEqual({ examined: 3, removed: 1, bytes: BYTES.length });
    expect(await keysOf(store, '')).toEqual([referred, young].sort());
    expect(await store.stat(orphan)).toBeNull();
  });

  it('never removes a blob younger than an hour, which an import may be about to commit', async () => {
    const [young, old] = [await putAged(HOUR_MS - 60_000), await putAged(HOUR_MS + 60_000)];
    await sweepOrphans(store, async () => new Set(), { now: Date.now(), olderThanMs: 0, withDead });
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
        now: Date.now(),
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
      sweepOrphans(store, () => Promise.reject(new Error('no database')), {
        now: Date.now(),
        olderThanMs: 0,
        withDead,
      }),
    ).rejects.toThrow('no database');
    expect(await store.stat(orphan)).not.toBeNull();
  });
});
