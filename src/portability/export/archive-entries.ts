/** The files that an export writes, from one user's rows and blobs. */
import type { Kind } from '../archive/define-kind.js';
import { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import { BlobMissing } from '../storage/blobs/blob-errors.js';
import { BlobDamaged, compared } from '../storage/blobs/examine-blob.js';
import { listMedia, type StoredMedia } from '../storage/media-list.js';
import type { TarballEntry } from '../container/tar/pack.js';
import { archiveFiles, type ArchiveSource } from './archive-files.js';
import { noteDamage } from './available-media.js';
import { spoolWhereUnsure, type Beginning } from './spool-areas.js';
import { writeCompanions, type CompanionOptions } from './write-companions.js';
import { writeArea } from './write-area.js';

/**
 * The files of one user's archive. What is read comes from the transaction, which must outlive the generator.
 * @throws PortabilityError `archive-too-large`, before there is a generator, where it could not be imported again
 */
export async function archiveEntries(
  portability: Portability,
  beginning: Beginning & { readonly companions: CompanionOptions },
): Promise<AsyncGenerator<TarballEntry>> {
  const { graph } = portability;
  const { transaction, userId, areas, workspace, description } = beginning;
  const { manifest, sizes, texts } = description;
  const origins = (await portability.origins?.rowsOf(transaction, graph, userId)) ?? new Map<Kind, string>();
  const missing = new Set(manifest.missing);
  const area: ArchiveSource['area'] = (each) =>
    writeArea(transaction, graph, each, {
      userId,
      areas,
      origins,
      longest: (kind) => sizes.get(kind)?.longest ?? Number.MAX_SAFE_INTEGER,
    });
  const source: ArchiveSource = {
    manifest,
    texts,
    area,
    spooled: await spoolWhereUnsure(portability, beginning, area),
    companions: (room) => writeCompanions(portability, { ...beginning, ...beginning.companions }, room),
    async *media() {
      for await (const page of listMedia(transaction, graph, { userId, areas }, 'export_media')) {
        for (const media of page) {
          if (missing.has(media.id)) continue;
          const { path, size, sha256 } = media;
          yield { path, size, sha256, body: bytesOf(portability, userId, media) };
        }
      }
    },
  };
  return archiveFiles(portability, source, workspace);
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
