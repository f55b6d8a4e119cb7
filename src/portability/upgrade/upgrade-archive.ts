/** Upgrade: writes an archive of an older format version anew in the newest, as an export of the account would that imported it. No database. */
import type { Readable } from 'node:stream';
import { layoutOf } from '../archive/archive-layout.js';
import { databaseText } from '../archive/database-text.js';
import { fieldOf, type Kind } from '../archive/define-kind.js';
import { timestamp } from '../archive/fields.js';
import type { Manifest } from '../archive/manifest.js';
import { mediaPath } from '../archive/paths.js';
import { PortabilityError } from '../errors.js';
import { archiveFiles, type ArchiveSource } from '../export/archive-files.js';
import { packedRatio } from '../export/export-limits.js';
import type { ModeRegistry } from '../import/modes/mode.js';
import { readArchive, type ArchiveContents, type Upload } from '../import/read-archive.js';
import type { ReadingScope } from '../import/scope.js';
import type { VerifyReport } from '../import/answers.js';
import { verifyContents } from '../import/verify-archive.js';
import { BlobDamaged, compared } from '../storage/blobs/examine-blob.js';
import type { Workspace } from '../storage/workspace.js';
import { packTarball } from '../container/tar/pack.js';
import { readContainer } from '../container/unpack.js';
import { upgradedAreaText } from './area-text.js';
import { createRowFiles, type RowFiles } from './row-files.js';
import type { MediaNames } from './sorted-rows.js';

export interface UpgradeScope extends ReadingScope {
  /** For the README in the archive. */
  readonly modes: ModeRegistry;
}

/**
 * `newest`: there is nothing to do. `invalid`: what is wrong stands in the report. `upgraded`: the archive is in the stream, which the
 * caller reads to its end or destroys; an error of it means that it is not whole.
 */
export type Upgraded =
  | { readonly outcome: 'newest'; readonly formatVersion: number }
  | { readonly outcome: 'invalid'; readonly report: VerifyReport }
  | {
      readonly outcome: 'upgraded';
      readonly report: VerifyReport;
      readonly manifest: Manifest;
      readonly stream: Readable;
    };

/**
 * The area files are, byte for byte, those of an export after an import into an empty account. When it was exported and by which version
 * stays as the manifest says; areas that the archive does not hold are not in the new one either.
 * @param workspace disposed of by the caller when the stream is closed
 * @throws PortabilityError where the file cannot be read as an archive
 * @example
 * const upgraded = await upgradeArchive({ graph, limits, decoders, modes: MODES }, upload, workspace);
 * if (upgraded.outcome === 'upgraded') await pipeline(upgraded.stream, createWriteStream('newest.tar.gz'));
 */
export async function upgradeArchive(
  scope: UpgradeScope,
  upload: Upload,
  workspace: Workspace,
): Promise<Upgraded> {
  const contents = await readArchive(scope, upload.path, workspace);
  const { formatVersion } = contents.manifest;
  if (formatVersion === scope.graph.format.version) return { outcome: 'newest', formatVersion };
  const rows = createRowFiles(workspace);
  const report = await verifyContents(scope, upload, contents, { take: rows.take });
  if (!report.valid) return { outcome: 'invalid', report };
  const names = await mediaNames(scope.graph.blobKind, rows);
  const manifest = manifestOf(scope, contents, report, names);
  const source: ArchiveSource = {
    manifest,
    area: (area) => upgradedAreaText({ graph: scope.graph, rows, names, workspace }, area),
    media: () => mediaFiles(scope, upload, contents, names),
  };
  const stream = packTarball(archiveFiles(scope, source, workspace), {
    mtime: mtimeOf(manifest),
    maxRatio: packedRatio(scope.limits),
  });
  return { outcome: 'upgraded', report, manifest, stream };
}

async function mediaNames(kind: Kind | undefined, rows: RowFiles): Promise<MediaNames> {
  const names = new Map<string, string>();
  if (!kind?.blob) return names;
  const [fileName, contentType] = [kind.blob.fileName, kind.blob.contentType].map((key) =>
    kind.fields.indexOf(fieldOf(kind, key)),
  );
  for await (const { id, texts } of rows.rows(kind)) {
    const path = mediaPath(id, texts[fileName ?? -1] ?? '', texts[contentType ?? -1] ?? '');
    // A copy of its own: a piece of a line would keep much more in memory.
    names.set(...(copied([id, path]) as [string, string]));
  }
  return names;
}

const copied = (texts: readonly string[]): readonly string[] => JSON.parse(JSON.stringify(texts)) as string[];

function manifestOf(
  { graph }: UpgradeScope,
  { manifest, areas, names, mediaFiles, mediaBytes }: ArchiveContents,
  { archive }: VerifyReport,
  files: MediaNames,
): Manifest {
  const held = graph.kinds.filter((kind) => names.holds(kind));
  return {
    formatVersion: graph.format.version,
    exportedAt: manifest.exportedAt,
    appVersion: manifest.appVersion,
    areas,
    outside: manifest.outside,
    counts: Object.fromEntries(held.map(({ name }) => [name, archive.counts[name] ?? 0])),
    media: { files: mediaFiles.size, bytes: mediaBytes },
    missing: [...files.keys()].filter((id) => !mediaFiles.has(id)).sort(),
  };
}

/** A tar knows no time before 1970. */
const mtimeOf = ({ exportedAt }: Manifest): Date =>
  new Date(Math.max(0, Date.parse(databaseText(timestamp(''), exportedAt).replace(/\+00$/, 'Z'))));

/** The files in the order of the older archive, read from it once more. */
async function* mediaFiles(
  { graph, limits, signal }: UpgradeScope,
  { path: archive }: Upload,
  { mediaFiles: known }: ArchiveContents,
  names: MediaNames,
): ReturnType<ArchiveSource['media']> {
  if (known.size === 0) return;
  const layout = layoutOf(graph);
  const waiting = new Set(known.keys());
  for await (const { path: found, body } of readContainer(archive, limits, signal)) {
    const file = layout.classify(found);
    const facts = file.kind === 'media' ? known.get(file.uuid) : undefined;
    const path = file.kind === 'media' ? names.get(file.uuid) : undefined;
    if (file.kind !== 'media' || !facts || path === undefined) continue;
    waiting.delete(file.uuid);
    const { size, sha256 } = facts;
    yield { path, size, sha256, body: unchanged(body, { key: path, size, sha256 }) };
  }
  if (waiting.size > 0) throw changedMeanwhile();
}

async function* unchanged(...given: Parameters<typeof compared>): AsyncGenerator<Buffer> {
  try {
    yield* compared(...given);
  } catch (error) {
    throw error instanceof BlobDamaged ? changedMeanwhile() : error;
  }
}

const changedMeanwhile = (): PortabilityError =>
  new PortabilityError('integrity-mismatch', 'The archive changed while it was read. Start again.', {
    errors: [],
    errorCount: 0,
  });
