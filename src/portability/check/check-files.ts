/** Check: holds a user's media rows against the blob store, and the store against the rows; changes nothing. */
import type { Portability } from '../portability.js';
import { concurrently, READS_AT_ONCE, REQUESTS_AT_ONCE } from '../storage/blobs/concurrently.js';
import { examineBytes, examineSize, type BlobState } from '../storage/blobs/examine-blob.js';
import { sweepUnreferenced } from '../storage/blobs/sweep-unreferenced.js';
import { listMedia, type StoredMedia } from '../storage/media-list.js';
import { inTransaction, timeoutsOf } from '../storage/transaction.js';

/** A row whose file is not what it should be. */
export interface BrokenFile extends StoredMedia {
  readonly state: Exclude<BlobState, 'whole'>;
}

export interface FileCheck {
  /** Rows of media. */
  readonly rows: number;
  /** Bytes that the rows say. */
  readonly bytes: number;
  readonly broken: readonly BrokenFile[];
  /** Blobs that no row refers to and that are older than an hour; an import may be about to commit a younger one. */
  readonly orphans: { readonly blobs: number; readonly bytes: number };
}

export interface CheckOptions {
  /** Whether every file is read and its digest compared, or only its size. */
  readonly readData: boolean;
  readonly signal?: AbortSignal;
  /** Called with the bytes of each file that has been looked at. */
  readonly onFile?: (bytes: number) => void;
}

/**
 * Memory grows with the number of broken files alone.
 * @throws PortabilityError where the store itself fails
 * @example const { broken } = await checkFiles(portability, userId, { readData: true });
 */
export async function checkFiles(
  portability: Portability,
  userId: string,
  { readData, signal, onFile }: CheckOptions,
): Promise<FileCheck> {
  const { dataSource, graph, blobs, limits, damagedBlobs } = portability;
  const broken: BrokenFile[] = [];
  let rows = 0;
  let bytes = 0;
  await inTransaction(
    dataSource,
    'REPEATABLE READ READ ONLY',
    async (transaction) => {
      const suspects = (await damagedBlobs?.of(transaction, userId)) ?? new Set<string>();
      for await (const page of listMedia(transaction, graph, { userId }, 'check_media')) {
        await concurrently(page, readData ? READS_AT_ONCE : REQUESTS_AT_ONCE, async (media) => {
          const examine = readData || suspects.has(media.key) ? examineBytes : examineSize;
          const state = await examine(blobs, media, signal);
          signal?.throwIfAborted();
          rows++;
          bytes += media.size;
          if (state !== 'whole') broken.push({ ...media, state });
          onFile?.(media.size);
        });
      }
    },
    { end: 'ROLLBACK', timeouts: timeoutsOf(limits) },
  );
  const { removed, bytes: orphaned } = await sweepUnreferenced(portability, {
    prefix: `${userId}/`,
    dryRun: true,
    signal,
  });
  broken.sort((one, other) => (one.id < other.id ? -1 : 1));
  return { rows, bytes, broken, orphans: { blobs: removed, bytes: orphaned } };
}
