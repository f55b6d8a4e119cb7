/** What an export writes: the manifest, and the files, from one user's rows and blobs. */
import type { Kind } from '../archive/define-kind.js';
import type { Manifest } from '../archive/manifest.js';
import { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import { BlobMissing } from '../storage/blobs/blob-errors.js';
import { BlobDamaged, compared } from '../storage/blobs/examine-blob.js';
import { countRows } from '../storage/compare.js';
import { listMedia, type StoredMedia } from '../storage/media-list.js';
import type { Transaction } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import type { TarballEntry } from '../container/tar/pack.js';
import { archiveFiles } from './archive-files.js';
import { findAvailableMedia, noteDamage } from './available-media.js';
import { assertImportable } from './export-limits.js';
import { writeArea } from './write-area.js';

/**
 * What the manifest says, counted in the export's own snapshot.
 * @throws PortabilityError `archive-too-large` where it could not be imported again
 */
export async function describeArchive(
  portability: Portability,
  transaction: Transaction,
  userId: string,
  exportedAt: Date,
): Promise<Manifest> {
  const { graph, appVersion, limits } = portability;
  const counts = await countRows(transaction, graph, userId);
  const { files, bytes, largest, missing } = await findAvailableMedia(portability, transaction, userId);
  const manifest: Manifest = {
    formatVersion: graph.format.version,
    exportedAt: exportedAt.toISOString(),
    appVersion,
    areas: graph.areas.map(({ name }) => name),
    counts: Object.fromEntries([...counts].map(([kind, rows]) => [kind.name, rows])),
    media: { files, bytes },
    missing,
  };
  assertImportable(graph, manifest, largest, limits);
  return manifest;
}

/** The files of one user's archive; what is read comes from the transaction, which must outlive the generator. */
export async function* archiveEntries(
  portability: Portability,
  { transaction, userId }: { readonly transaction: Transaction; readonly userId: string },
  manifest: Manifest,
  workspace: Workspace,
): AsyncGenerator<TarballEntry> {
  const { graph } = portability;
  const origins = (await portability.origins?.rowsOf(transaction, graph, userId)) ?? new Map<Kind, string>();
  const missing = new Set(manifest.missing);
  yield* archiveFiles(
    portability,
    {
      manifest,
      area: (area) => writeArea(transaction, graph, area, { userId, origins }),
      async *media() {
        for await (const page of listMedia(transaction, graph, userId, 'export_media')) {
          for (const media of page) {
            if (missing.has(media.id)) continue;
            const { path, size, sha256 } = media;
            yield { path, size, sha256, body: bytesOf(portability, userId, media) };
          }
        }
      },
    },
    workspace,
  );
}

/**
 * The bytes of a file as long as they are what its row says; damage is never shipped as if it were the file. What has gone out when it
 * shows cannot be called back, so the download breaks off, and the next one does without the file.
 */
async function* bytesOf(
  portability: Portability,
  userId: string,
  media: StoredMedia,
): AsyncGenerator<Buffer> {
  try {
    yield* compared(await portability.blobs.get(media.key), media);
  } catch (error) {
    await noteDamage(portability, userId, media, error);
    throw error instanceof BlobDamaged || error instanceof BlobMissing
      ? damagedOnTheWay(media, error)
      : error;
  }
}

const damagedOnTheWay = ({ id }: StoredMedia, cause: unknown): PortabilityError =>
  new PortabilityError(
    'storage-unavailable',
    `The stored file of media ${id} is damaged. Export again: the next archive leaves it out, and names it in its manifest.`,
    {},
    { cause },
  );
