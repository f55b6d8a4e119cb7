/** Blobs beside rows: stored before the commit under keys of their own, compared where they are there already. */
import { newBlobKey, type BlobStore } from '../storage/blobs/blob-store.js';
import { concurrently, READS_AT_ONCE } from '../storage/blobs/concurrently.js';
import { examineBytes } from '../storage/blobs/examine-blob.js';
import { assignBlobKeys, stagedFiles, type StagedFile } from '../storage/media-rows.js';
import { sumOf } from '../sum.js';
import type { MediaOutcome } from './answers.js';
import type { ModePlan } from './plan.js';
import type { ArchiveContents } from './read-archive.js';
import type { ImportScope } from './scope.js';
import { filesByDigest, storeFiles, type ArchivedFile } from './store-files.js';

/** A file that an attempt at the import has stored; a later attempt need not store it again. */
export interface StoredFile {
  readonly key: string;
  readonly size: number;
}

/**
 * Stores the files that the plan needs and the importer does not have, or has damaged, and says under which key each digest
 * lies. Each key is told to `stored`, by digest, before anything is sent to the store: whoever calls removes them if the import fails.
 */
export async function storeMedia(
  scope: ImportScope,
  { path, contents }: { readonly path: string; readonly contents: ArchiveContents },
  plan: ModePlan,
  stored: Map<string, StoredFile>,
): Promise<Omit<MediaOutcome, 'removed'>> {
  const { userId, blobs, signal } = scope;
  const keys = new Map<string, string>();
  const wanted: ArchivedFile[] = [];
  let reused = 0;
  const files = filesByDigest(contents);
  await concurrently(await filesOf(scope, plan), READS_AT_ONCE, async (staged) => {
    const { sha256 } = staged;
    const known = stored.get(sha256)?.key ?? (await findWhole(blobs, staged, signal));
    if (known !== undefined) {
      keys.set(sha256, known);
      if (!stored.has(sha256)) reused++;
      return;
    }
    const archived = files.get(sha256);
    if (archived) wanted.push(archived);
    // Lost here and in the archive: the rows keep a key under which nothing lies, until an import brings the file.
    else keys.set(sha256, staged.ownKeys[0] ?? newBlobKey(userId, sha256));
  });
  const storing = ({ sha256, size }: ArchivedFile, key: string): void => {
    stored.set(sha256, { key, size });
    keys.set(sha256, key);
  };
  await storeFiles(scope, path, wanted, storing);
  await assignBlobKeys(scope.transaction, keys);
  const bytes = sumOf([...stored.values()].map(({ size }) => size));
  return { stored: stored.size, reused, bytes };
}

/** The files of the rows that the plan writes, and of those that are here already. Bytes of a row that is left out are not stored. */
function filesOf(
  { staging, graph, userId }: ImportScope,
  { mode, effects, compared }: ModePlan,
): Promise<readonly StagedFile[]> | readonly StagedFile[] {
  if (mode.identity === 'fresh') {
    const { create = 0 } = effects[graph.blobKind?.name ?? ''] ?? {};
    return create === 0 ? [] : stagedFiles(staging, userId);
  }
  return stagedFiles(staging, userId, mode.rows.different === 'skip' ? compared.resolved.source : undefined);
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
