/** Blobs beside rows: stored before the commit, removed only after it, never one that a row still refers to. */
import type { KindGraph } from '../archive/graph.js';
import { createLayout } from '../archive/paths.js';
import type { ImportLimits } from '../limits.js';
import { blobKey, type BlobStore } from '../storage/blobs/blob-store.js';
import { stagedDigests } from '../storage/media-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { readTarball } from '../tarball/unpack.js';
import type { Waiting } from './progress.js';
import type { ArchiveContents } from './read-archive.js';

export interface MediaOutcome {
  /** Blobs written. */
  readonly stored: number;
  /** Blobs that were there already. */
  readonly reused: number;
  readonly removed: number;
  /** Bytes of the blobs written. */
  readonly bytes: number;
}

interface Wanted {
  readonly key: string;
  readonly size: number;
}

/** Requests to the store on the way at once. */
const CONCURRENCY = 16;

/**
 * Stores the blobs of the staged media rows that the store does not have; each key that is written is told to `stored` first,
 * so that a failure can be undone.
 */
export async function storeMedia(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  file: string,
  contents: ArchiveContents,
  blobs: BlobStore,
  limits: ImportLimits,
  stored: Set<string>,
  { signal, onProgress }: Waiting = {},
): Promise<Omit<MediaOutcome, 'removed'>> {
  const digests = await stagedDigests(transaction, graph);
  const wanted = new Map<string, Wanted>();
  let reused = 0;
  // Not by the row: of two rows with the same bytes, the archive may have lost the file of one.
  const files = new Map([...contents.mediaFiles].map(([id, { sha256, size }]) => [sha256, { id, size }]));
  await inBatches(digests, CONCURRENCY, async ({ sha256 }) => {
    const file = files.get(sha256);
    const key = blobKey(userId, sha256);
    if ((await blobs.stat(key)) !== null) reused++;
    else if (file) wanted.set(file.id, { key, size: file.size });
  });
  let bytes = 0;
  if (wanted.size > 0) {
    const layout = createLayout(graph.areas.map((area) => area.name));
    for await (const entry of readTarball(file, limits, signal, (bytes) =>
      onProgress?.({ step: 'store', bytes }),
    )) {
      const found = layout.classify(entry.path);
      const want = found.kind === 'media' ? wanted.get(found.uuid) : undefined;
      if (!want) continue;
      stored.add(want.key);
      await blobs.put(want.key, entry.body, want.size);
      bytes += want.size;
    }
  }
  return { stored: wanted.size, reused, bytes };
}

async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
}
