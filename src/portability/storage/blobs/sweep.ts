/** Removes the blobs that no row refers to: what a crash between storing and committing leaves behind. */
import type { BlobEntry, BlobStore } from './blob-store.js';

export interface SweepOptions {
  /** Milliseconds. Blobs younger than this stay, and those younger than an hour stay whatever is said here. */
  readonly olderThanMs: number;
  /**
   * Runs `work` while no import of the user can run (the imports' own lock), or not at all where one does. Without it,
   * an import that finds an unreferenced blob and counts on it may lose it to the sweep before it commits.
   */
  readonly exclusively?: (userId: string, work: () => Promise<void>) => Promise<void>;
}

export interface SweepReport {
  readonly examined: number;
  readonly removed: number;
  /** Of the removed blobs. */
  readonly bytes: number;
}

/** An import stores its blobs before it commits the rows that refer to them. */
const HOUR_MS = 60 * 60 * 1000;
const BATCH = 1_000;

/**
 * Goes through the store once.
 * @param referenced tells which of the keys (at most 1,000, all of one user) a committed row refers to
 */
export async function sweepOrphans(
  blobs: BlobStore,
  referenced: (keys: string[]) => Promise<Set<string>>,
  options: SweepOptions,
): Promise<SweepReport> {
  const before = Date.now() - Math.max(options.olderThanMs, HOUR_MS);
  const exclusively = options.exclusively ?? ((_userId, work) => work());
  let examined = 0;
  let removed = 0;
  let bytes = 0;

  for await (const { userId, entries } of batches(blobs)) {
    examined += entries.length;
    const old = entries.filter(({ modifiedAt }) => modifiedAt.getTime() < before);
    if (old.length === 0) continue;
    // Asked twice: first without keeping anybody from importing, as hardly ever is there anything to remove.
    const known = await referenced(old.map(({ key }) => key));
    const suspects = old.filter(({ key }) => !known.has(key));
    if (suspects.length === 0) continue;
    await exclusively(userId, async () => {
      const kept = await referenced(suspects.map(({ key }) => key));
      for (const { key, size } of suspects) {
        if (kept.has(key)) continue;
        await blobs.delete(key);
        removed += 1;
        bytes += size;
      }
    });
  }
  return { examined, removed, bytes };
}

/** The listing in batches of one user each, of which it gives one after the other. */
async function* batches(blobs: BlobStore): AsyncGenerator<{ userId: string; entries: BlobEntry[] }> {
  let userId = '';
  let entries: BlobEntry[] = [];
  for await (const entry of blobs.list('')) {
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
