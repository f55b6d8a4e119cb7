/** The files of an archive in their order, each made when its turn comes, whatever holds the data. */
import { writeChecksums } from '../archive/checksums.js';
import { MANIFEST_FILE, README_FILE, SUMS_FILE } from '../archive/file-names.js';
import type { Area } from '../archive/graph.js';
import { jsonSchemas } from '../archive/json-schema.js';
import { writeManifest, type Manifest } from '../archive/manifest.js';
import { writeReadme } from '../archive/readme.js';
import type { Portability } from '../portability.js';
import type { Workspace } from '../storage/workspace.js';
import type { TarballEntry } from '../container/tar/pack.js';
import { createSizeMeter } from './export-limits.js';
import { spool, textEntry, type Spooled } from './spool.js';

/** What an archive is made from. */
export interface ArchiveSource {
  /** Its areas are those that are written; all of them where it lists none. */
  readonly manifest: Manifest;
  /** The text of an area file, in chunks. */
  area(area: Area): AsyncIterable<Buffer>;
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
  const { manifest } = source;
  const areas = graph.areas.filter(({ name }) => manifest.areas?.includes(name) ?? true);
  const words = Object.values(modes).map((mode) => mode.words);
  const sums = new Map<string, string>();
  const gauge = createSizeMeter(limits);
  const listed = ({ entry, sha256 }: Spooled): TarballEntry => {
    sums.set(entry.path, sha256);
    gauge.entry(entry.size);
    return entry;
  };
  yield listed(textEntry(MANIFEST_FILE, writeManifest(manifest, graph.format)));
  yield listed(textEntry(README_FILE, writeReadme(graph, words, areas)));
  for (const area of areas) yield listed(await spool(area.file, gauge.area(source.area(area)), workspace));
  for await (const { sha256, ...entry } of source.media()) yield listed({ entry, sha256 });
  for (const [path, text] of jsonSchemas(graph)) yield listed(textEntry(path, text));
  yield textEntry(SUMS_FILE, writeChecksums(sums)).entry;
}
