/** Finds out, before the manifest is written, which files an export can ship: what is lost or damaged is named as missing. */
import { Logger } from '@nestjs/common';
import type { Portability } from '../portability.js';
import { BlobMissing } from '../storage/blobs/blob-errors.js';
import { concurrently, REQUESTS_AT_ONCE } from '../storage/blobs/concurrently.js';
import { BlobDamaged, examineBytes, examineSize, type BlobState } from '../storage/blobs/examine-blob.js';
import { listMedia, type StoredMedia } from '../storage/media-list.js';
import type { PartRows } from '../storage/part-rows.js';
import { inTransaction, type Transaction } from '../storage/transaction.js';
import { bytesInTar, checksumBytes } from './export-limits.js';

export interface AvailableMedia {
  readonly files: number;
  readonly bytes: number;
  /** The largest file. */
  readonly largest: Pick<StoredMedia, 'id' | 'size'> | undefined;
  /** Bytes that the files take in a tar, and that their lines take in the list of checksums. */
  readonly tarBytes: number;
  readonly sumsBytes: number;
  /** UUIDs of the rows whose file is lost or damaged, in their order. */
  readonly missing: readonly string[];
}

/** Of an account without a file. */
export const NO_MEDIA: AvailableMedia = {
  files: 0,
  bytes: 0,
  largest: undefined,
  tarBytes: 0,
  sumsBytes: 0,
  missing: [],
};

const logger = new Logger('Blobs');

/**
 * Compares the size of every file; one that was found damaged before is read, as it may be whole again.
 * @param readsAll whether every file is read
 * @throws PortabilityError where the store fails
 */
export async function findAvailableMedia(
  portability: Portability,
  transaction: Transaction,
  part: PartRows,
  readsAll: boolean,
): Promise<AvailableMedia> {
  const { graph, blobs, damagedBlobs } = portability;
  const { userId } = part;
  const suspects = (await damagedBlobs?.of(transaction, userId)) ?? new Set<string>();
  const recovered: string[] = [];
  const missing: string[] = [];
  let files = 0;
  let bytes = 0;
  let tarBytes = 0;
  let sumsBytes = 0;
  let largest: AvailableMedia['largest'];
  for await (const page of listMedia(transaction, graph, part, 'export_media_check')) {
    await concurrently(page, REQUESTS_AT_ONCE, async (media) => {
      const isSuspect = suspects.has(media.key);
      const state = await (isSuspect || readsAll ? examineBytes : examineSize)(blobs, media);
      if (state !== 'whole') {
        missing.push(media.id);
        tell(portability, media, state);
        return;
      }
      if (isSuspect) recovered.push(media.key);
      files++;
      bytes += media.size;
      tarBytes += bytesInTar(media.size);
      sumsBytes += checksumBytes(media.path);
      if (media.size > (largest?.size ?? -1)) largest = { id: media.id, size: media.size };
    });
  }
  if (recovered.length > 0)
    await noting(portability, (writing) => damagedBlobs?.remove(writing, userId, recovered));
  return { files, bytes, largest, tarBytes, sumsBytes, missing: missing.sort() };
}

/**
 * Remembers a file that broke an export while it was sent: the next one reads it before it writes the manifest, and names it as missing
 * if it is still not whole.
 */
export async function noteDamage(
  portability: Portability,
  userId: string,
  media: StoredMedia,
  error: unknown,
): Promise<void> {
  if (error instanceof BlobDamaged) tell(portability, media, 'damaged');
  if (error instanceof BlobMissing) tell(portability, media, 'missing');
  await noting(portability, (writing) => portability.damagedBlobs?.add(writing, userId, media.key));
}

/** The id alone: neither a name nor a digest of anybody's file belongs into a log. */
function tell({ metrics }: Portability, { id }: StoredMedia, state: Exclude<BlobState, 'whole'>): void {
  metrics.countDamagedBlob(state);
  logger.error({ event: `blob-${state}`, media: id });
}

/** What cannot be noted is found again by the next export. */
const noting = (
  { dataSource }: Portability,
  work: (transaction: Transaction) => Promise<void> | undefined,
): Promise<void> =>
  inTransaction(dataSource, 'REPEATABLE READ', async (transaction) => work(transaction)).catch(
    () => undefined,
  );
