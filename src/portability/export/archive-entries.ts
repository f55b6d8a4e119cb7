/** The files of an archive in their order, each made when its turn comes. */
import { writeChecksums } from '../archive/checksums.js';
import { MANIFEST_FILE, README_FILE, SUMS_FILE } from '../archive/format.js';
import { jsonSchemas } from '../archive/json-schema.js';
import { writeManifest, type Manifest } from '../archive/manifest.js';
import { writeReadme } from '../archive/readme.js';
import { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import { BlobMissing } from '../storage/blobs/blob-errors.js';
import { BlobDamaged, compared } from '../storage/blobs/examine-blob.js';
import { countRows } from '../storage/compare.js';
import { listMedia, type StoredMedia } from '../storage/media-list.js';
import type { Transaction } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import type { TarballEntry } from '../tarball/pack.js';
import { findAvailableMedia, noteDamage } from './available-media.js';
import { assertImportable, createGauge } from './importable.js';
import { spool, textEntry, type Spooled } from './spool.js';
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

/** manifest first, SHA256SUMS last; what is read comes from the transaction, which must outlive the generator. */
export async function* archiveEntries(
  portability: Portability,
  transaction: Transaction,
  userId: string,
  manifest: Manifest,
  workspace: Workspace,
): AsyncGenerator<TarballEntry> {
  const { graph, modes, limits } = portability;
  const words = Object.values(modes).map((mode) => mode.words);
  const sums = new Map<string, string>();
  const gauge = createGauge(limits);
  const listed = ({ entry, sha256 }: Spooled): TarballEntry => {
    sums.set(entry.path, sha256);
    gauge.entry(entry.size);
    return entry;
  };
  yield listed(textEntry(MANIFEST_FILE, writeManifest(manifest, graph.format)));
  yield listed(textEntry(README_FILE, writeReadme(graph, words)));
  for (const area of graph.areas) {
    yield listed(await spool(area.file, gauge.area(writeArea(transaction, graph, area, userId)), workspace));
  }
  const missing = new Set(manifest.missing);
  for await (const page of listMedia(transaction, graph, userId, 'export_media')) {
    for (const media of page) {
      if (missing.has(media.id)) continue;
      gauge.entry(media.size);
      sums.set(media.path, media.sha256);
      yield { path: media.path, size: media.size, body: bytesOf(portability, userId, media) };
    }
  }
  for (const [path, text] of jsonSchemas(graph)) yield listed(textEntry(path, text));
  yield textEntry(SUMS_FILE, writeChecksums(sums)).entry;
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
