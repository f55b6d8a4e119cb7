/** Blobs beside rows: stored before the commit under keys of their own, compared where they are there already. */
import type { KindGraph } from '../archive/graph.js';
import { createLayout } from '../archive/paths.js';
import type { ImportLimits } from '../limits.js';
import { newBlobKey, type BlobStore } from '../storage/blobs/blob-store.js';
import { concurrently } from '../storage/blobs/concurrently.js';
import { compared, examineBytes } from '../storage/blobs/examine-blob.js';
import { assignBlobKeys, stagedFiles, type StagedFile } from '../storage/media-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { readTarball } from '../tarball/unpack.js';
import type { Waiting } from './progress.js';
import type { ArchiveContents } from './read-archive.js';

export interface MediaOutcome {
  /** Blobs written. */
  readonly stored: number;
  /** Blobs that were there already, and are what they should be. */
  readonly reused: number;
  /** Blobs that no row refers to any more. */
  readonly removed: number;
  /** Bytes of the blobs written. */
  readonly bytes: number;
}

/** A file that an attempt at the import has stored; a later attempt need not store it again. */
export interface StoredFile {
  readonly key: string;
  readonly size: number;
}

/** Blobs that are compared at once: each is read to its end. */
const COMPARED_AT_ONCE = 4;

/**
 * Stores the files of the staged media rows that the importer does not have, or has damaged, and says under which key each digest
 * lies. Each key is told to `stored`, by digest, before anything is sent to the store: whoever calls removes them if the import fails.
 */
export async function storeMedia(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  file: string,
  contents: ArchiveContents,
  blobs: BlobStore,
  limits: ImportLimits,
  stored: Map<string, StoredFile>,
  { signal, onProgress }: Waiting = {},
): Promise<Omit<MediaOutcome, 'removed'>> {
  const keys = new Map<string, string>();
  const wanted = new Map<string, { readonly sha256: string; readonly size: number }>();
  let reused = 0;
  // Not by the row: of two rows with the same bytes, the archive may have lost the file of one.
  const files = new Map([...contents.mediaFiles].map(([id, { sha256, size }]) => [sha256, { id, size }]));
  await concurrently(await stagedFiles(transaction, graph, userId), COMPARED_AT_ONCE, async (staged) => {
    const { sha256 } = staged;
    const known = stored.get(sha256)?.key ?? (await findWhole(blobs, staged, signal));
    if (known !== undefined) {
      keys.set(sha256, known);
      if (!stored.has(sha256)) reused++;
      return;
    }
    const archived = files.get(sha256);
    if (archived) wanted.set(archived.id, { sha256, size: archived.size });
    // Lost here and in the archive: the rows keep a key under which nothing lies, until an import brings the file.
    else keys.set(sha256, staged.ownKeys[0] ?? newBlobKey(userId, sha256));
  });
  if (wanted.size > 0) {
    const layout = createLayout(graph.areas.map((area) => area.name));
    for await (const entry of readTarball(file, limits, signal, (bytes) =>
      onProgress?.({ step: 'store', bytes }),
    )) {
      const found = layout.classify(entry.path);
      const want = found.kind === 'media' ? wanted.get(found.uuid) : undefined;
      if (!want) continue;
      const key = newBlobKey(userId, want.sha256);
      stored.set(want.sha256, { key, size: want.size });
      await blobs.put(key, compared(entry.body, { key, ...want }), want.size, signal);
      keys.set(want.sha256, key);
    }
  }
  await assignBlobKeys(transaction, keys);
  const bytes = [...stored.values()].reduce((all, { size }) => all + size, 0);
  return { stored: stored.size, reused, bytes };
}

/** The key under which one of the importer's own rows has the file, whole; damage and loss count as not there. */
async function findWhole(
  blobs: BlobStore,
  { ownKeys, sha256, size }: StagedFile,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  for (const key of ownKeys) {
    if ((await examineBytes(blobs, { key, sha256, size }, signal)) === 'whole') return key;
  }
  return undefined;
}
