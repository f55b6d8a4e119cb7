/** Decodes all area files of an archive, chunk by chunk, and takes stock of what is missing or not listed. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import type { Issue } from '../errors.js';
import { sumOf } from '../sum.js';
import { wholeFile, type IssueLog } from './issue-log.js';
import type { ArchiveContents } from './read-archive.js';
import type { ReadingScope } from './scope.js';

/** Some rows of one kind. */
export interface RowChunk {
  readonly kind: Kind;
  /** Whole `copyLine`s. */
  readonly lines: Uint8Array;
  readonly rows: number;
}

/** Decodes while the next chunk is asked for; what is wrong with the files is in the log when there is no further one. */
export async function* decodeRows(
  { graph, limits, decoders, signal, onProgress }: ReadingScope,
  contents: ArchiveContents,
  log: IssueLog,
): AsyncGenerator<RowChunk, void, undefined> {
  const { manifest, names } = contents;
  const announced = sumOf(Object.values(manifest.counts));
  const work = {
    kinds: graph.kinds,
    format: graph.format,
    areas: [...contents.areaFiles].map(([name, path]) => ({ name, path })),
    formatVersion: manifest.formatVersion,
    exportedAt: manifest.exportedAt,
    files: contents.mediaFiles,
    missing: manifest.missing,
    limits,
  };
  let decoded = 0;
  for await (const message of decoders.decode(work, signal)) {
    if (message.type === 'rows') {
      yield { kind: graph.kind(message.kind), lines: message.chunk, rows: message.rows };
      decoded += message.rows;
      onProgress?.({ step: 'stage', rows: decoded, announced });
      continue;
    }
    names.learn(message.written);
    log.errors(message.errors, message.errorCount);
    log.warnings(message.warnings, message.warningCount);
    reportMissingAreas(graph, contents, log);
    reportUnlisted(graph, contents, message.unlisted, log);
  }
}

/**
 * An area that is not there is not an empty one: it is left as it is. Where the manifest says that the archive holds it, it is lost;
 * where the manifest counts its rows, it may be. An area that is younger than the archive is neither listed nor counted.
 */
function reportMissingAreas(
  graph: KindGraph,
  { manifest, areaFiles, names }: ArchiveContents,
  log: IssueLog,
): void {
  const listed = manifest.areas ?? (areaFiles.size === 0 ? graph.areas.map(({ name }) => name) : []);
  for (const { name, file } of graph.areas) {
    if (names.holds({ area: name })) continue;
    const issue = { ...wholeFile(file), code: 'area-missing' } as const;
    const isCounted = graph.kinds.some(
      (kind) => kind.area === name && manifest.counts[kind.name] !== undefined,
    );
    if (listed.includes(name))
      log.errors([
        {
          ...issue,
          detail: `${file} is missing from the archive. Put it back; if you left it out, remove ${name} from the areas of the manifest, and what you have there stays as it is.`,
        },
      ]);
    else if (manifest.areas === undefined && isCounted)
      log.warning({
        ...issue,
        detail: `${file} is not in the archive: what you have there stays as it is. If you did not leave it out yourself, something is missing.`,
      });
  }
}

function reportUnlisted(
  { blobKind }: KindGraph,
  { mediaFiles, names }: ArchiveContents,
  unlisted: readonly string[],
  log: IssueLog,
): void {
  const files = unlisted.flatMap((uuid) => mediaFiles.get(uuid)?.path ?? []).sort();
  const listing = names.fileOf(blobKind?.area ?? '');
  log.errors(
    files.map((file): Issue => ({
      ...wholeFile(file),
      code: 'media-unlisted',
      detail: `${listing} has no entry for this file. Add one under its UUID, or remove the file.`,
    })),
  );
}
