/** Removes the blobs that no row refers to: what a crash between storing and committing leaves behind. */
import { concurrently, REQUESTS_AT_ONCE } from './concurrently.js';
import type { BlobEntry, BlobStore } from './blob-store.js';

/** Tells which of the keys (at most 1,000, all of one user) a committed row refers to. */
export type Referenced = (userId: string, keys: readonly string[]) => Promise<ReadonlySet<string>>;

export interface SweepOptions {
  /** Epoch milliseconds, by a clock that all share who sweep and store. */
  readonly now: number;
  /** Milliseconds. Blobs younger than this stay, and those younger than an hour stay whatever is said here. */
  readonly olderThanMs: number;
  /**
   * Finds out which keys are dead: no committed row refers to them, and no import that could commit one is under way. Then calls
   * `remove` with them, at a time when no export reads them; or does nothing where an import or an export is under way.
   */
  readonly withDead: (
    userId: string,
    keys: readonly string[],
    remove: (dead: readonly string[]) => Promise<void>,
  ) => Promise<void>;
  /** Only keys that begin with it. */
  readonly prefix?: string;
  /** Counts what would be removed, and removes nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export interface SweepReport {
  readonly examined: number;
  readonly removed: number;
  /** Of the removed blobs. */
  readonly bytes: number;
}

/** Whoever stores files in another way than by an import has this long to commit the rows that refer to them. */
const HOUR_MS = 60 * 60 * 1000;
const BATCH = 1_000;

/** Goes through the store once. `referenced` is asked first, so that hardly ever anybody has to be kept from importing. */
export async function sweepOrphans(
  blobs: BlobStore,
  referenced: Referenced,
  { now, olderThanMs, withDead, prefix = '', dryRun = false, signal }: SweepOptions,
): Promise<SweepReport> {
  const before = now - Math.max(olderThanMs, HOUR_MS);
  let examined = 0;
  let removed = 0;
  let bytes = 0;

  for await (const { userId, entries } of batches(blobs, prefix, signal)) {
    signal?.throwIfAborted();
    examined += entries.length;
    const old = entries.filter(({ modifiedAt }) => modifiedAt.getTime() < before);
    if (old.length === 0) continue;
    const known = await referenced(userId, keysOf(old));
    const sizes = new Map(old.filter(({ key }) => !known.has(key)).map(({ key, size }) => [key, size]));
    if (sizes.size === 0) continue;
    await withDead(userId, [...sizes.keys()], (dead) =>
      concurrently(dead, REQUESTS_AT_ONCE, async (key) => {
        if (!dryRun) await blobs.delete(key, signal);
        removed += 1;
        bytes += sizes.get(key) ?? 0;
      }),
    );
  }
  return { examined, removed, bytes };
}

const keysOf = (entries: readonly BlobEntry[]): string[] => entries.map(({ key }) => key);

/** The listing in batches of one user each, of which it gives one after the other. */
async function* batches(
  blobs: BlobStore,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<{ userId: string; entries: BlobEntry[] }> {
  let userId = '';
  let entries: BlobEntry[] = [];
  for await (const entry of blobs.list(prefix, signal)) {
    const owner = entry.key.slice(0, entry.key.indexOf('/'));
    if (entries.length > 0 && (owner !== userId || entries.length === BATCH)) {
      yield { userId, entries };
      entries = [];
    }
    userId = owner;
    entries.push(entry);
  }
  if (entries.length > 0) yield { userId, entries };
}
