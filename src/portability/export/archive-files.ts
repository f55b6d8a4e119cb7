/** The files of an archive in their order, each made when its turn comes, whatever holds the data. */
import { writeChecksums } from '../archive/checksums.js';
import { MANIFEST_FILE, README_FILE, SUMS_FILE } from '../archive/file-names.js';
import type { Area } from '../archive/graph.js';
import { jsonSchemas } from '../archive/json-schema.js';
import { writeManifest, type Manifest } from '../archive/manifest.js';
import { areasWithFile, isPart } from '../archive/part.js';
import { writeReadme } from '../archive/readme.js';
import type { Companion } from '../companion.js';
import type { Portability } from '../portability.js';
import type { Workspace } from '../storage/workspace.js';
import type { TarballEntry } from '../container/tar/pack.js';
import { bytesInTar, createSizeMeter } from './export-limits.js';
import { oneAhead } from './one-ahead.js';
import { spool, textEntry, type Spooled } from './spool.js';
import type { Room } from './spool-companions.js';

/** What an archive is made from. */
export interface ArchiveSource {
  /** Its areas are those that are written; all of them where it lists none. */
  readonly manifest: Manifest;
  /** The text of an area file, in chunks. */
  area(area: Area): AsyncIterable<Buffer>;
  /** What `textFiles` makes, where that is known already. */
  readonly texts?: ReturnType<typeof textFiles>;
  /** Area files that are written already, by name. */
  readonly spooled?: ReadonlyMap<string, Spooled>;
  /** Files beside the data, as long as there is room for them. */
  companions?(room: () => Room): AsyncIterable<Spooled>;
  /** The media files; each body is read before the next file is asked for. */
  media(): AsyncIterable<TarballEntry & Pick<Spooled, 'sha256'>>;
}

/**
 * manifest first, SHA256SUMS last. The source must outlive the generator.
 * @throws PortabilityError `archive-too-large` where it could not be imported again
 */
export async function* archiveFiles(
  { graph, modes, limits }: Pick<Portability, 'graph' | 'modes' | 'limits'>,
  source: ArchiveSource,
  workspace: Workspace,
): AsyncGenerator<TarballEntry> {
  const { manifest, spooled } = source;
  const texts = source.texts ?? textFiles({ graph, modes }, manifest);
  const sums = new Map<string, string>();
  const gauge = createSizeMeter(limits);
  const listed = ({ entry, sha256 }: Spooled): TarballEntry => {
    sums.set(entry.path, sha256);
    gauge.entry(entry.size);
    return entry;
  };
  for (const [path, text] of texts.first) yield listed(textEntry(path, text));
  const write = async (area: Area, isWanted: () => boolean): Promise<Spooled> =>
    spooled?.get(area.name) ??
    (await spool(area.file, gauge.area(asLongAs(isWanted, source.area(area))), workspace));
  for await (const area of oneAhead(areasWithFile(graph, manifest), write)) yield listed(area);
  for await (const { sha256, ...entry } of source.media()) yield listed({ entry, sha256 });
  for (const [path, text] of texts.last) yield listed(textEntry(path, text));
  const room = (): Room => ({
    entries: limits.entries - sums.size - 1,
    bytes: gauge.left() - bytesInTar(Buffer.byteLength(writeChecksums(sums))),
    entryBytes: limits.mediaBytes,
  });
  for await (const file of source.companions?.(room) ?? []) yield listed(file);
  const { entry } = textEntry(SUMS_FILE, writeChecksums(sums));
  gauge.entry(entry.size);
  yield entry;
}

async function* asLongAs<Chunk>(
  isWanted: () => boolean,
  chunks: AsyncIterable<Chunk>,
): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    if (!isWanted()) return;
    yield chunk;
  }
}

type TextFiles = ReadonlyMap<string, string>;

/** The files whose text is known before anything is read: those before the area files, and those behind the media. */
export function textFiles(
  { graph, modes }: Pick<Portability, 'graph' | 'modes'>,
  manifest: Manifest,
  companions: readonly Companion[] = [],
): { readonly first: TextFiles; readonly last: TextFiles } {
  const words = Object.values(modes).map((mode) => mode.words);
  return {
    first: new Map([
      [MANIFEST_FILE, writeManifest(manifest, graph.format)],
      [
        README_FILE,
        writeReadme(graph, words, {
          held: areasWithFile(graph, manifest),
          isPart: isPart(manifest),
          companions,
        }),
      ],
    ]),
    last: jsonSchemas(graph),
  };
}
