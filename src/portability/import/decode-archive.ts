/** Decodes all area files of an archive, and takes stock: what is missing, not listed, or other than announced. */
import type { Kind } from '../archive/define-kind.js';
import { MANIFEST_FILE } from '../archive/format.js';
import type { KindGraph } from '../archive/graph.js';
import { wholeFile, type IssueLog, type Warning } from './issue-log.js';
import type { ArchiveContents } from './read-archive.js';
import type { ReadingScope } from './scope.js';

/** Takes a chunk of `copyLine`s of one kind. */
export type TakeRows = (kind: Kind, chunk: Uint8Array) => Promise<void>;

/** Gives every row to `take`, and what is wrong with the files to the log. @returns rows by kind */
export async function decodeArchive(
  { graph, limits, decoders, signal, onProgress }: ReadingScope,
  contents: ArchiveContents,
  log: IssueLog,
  take: TakeRows,
): Promise<ReadonlyMap<Kind, number>> {
  const decoded = new Map<Kind, number>(graph.kinds.map((kind) => [kind, 0]));
  const { manifest, names } = contents;
  const announced = sum(Object.values(manifest.counts));
  const done = await decoders.decode(
    {
      kinds: graph.kinds,
      format: graph.format,
      areas: [...contents.areaFiles].map(([name, path]) => ({ name, path })),
      formatVersion: manifest.formatVersion,
      exportedAt: manifest.exportedAt,
      files: contents.mediaFiles,
      missing: manifest.missing,
      limits,
    },
    async ({ kind: name, chunk, rows }) => {
      const kind = graph.kind(name);
      await take(kind, chunk);
      decoded.set(kind, (decoded.get(kind) ?? 0) + rows);
      onProgress?.({ step: 'stage', rows: sum(decoded.values()), announced });
    },
    signal,
  );
  names.learn(done.written);
  log.errors(done.errors, done.errorCount);
  log.warnings(done.warnings, done.warningCount);
  reportMissingAreas(graph, contents, log);
  reportUnlisted(contents, done.unlisted, log);
  warnOfOtherCounts(graph, contents, decoded, log);
  return decoded;
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((all, count) => all + count, 0);

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
    const issue = { ...wholeFile(file), code: 'area-missing' };
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

function reportUnlisted(contents: ArchiveContents, unlisted: readonly string[], log: IssueLog): void {
  const files = unlisted.flatMap((uuid) => contents.mediaFiles.get(uuid)?.path ?? []).sort();
  log.errors(
    files.map((file) => ({
      ...wholeFile(file),
      code: 'media-unlisted',
      detail: 'media.yaml has no entry for this file. Add one under its UUID, or remove the file.',
    })),
  );
}

/** A person who removes an entry by hand need not count; but a file that was cut off may show here. */
function warnOfOtherCounts(
  graph: KindGraph,
  { manifest, names, mediaFiles, mediaBytes }: ArchiveContents,
  decoded: ReadonlyMap<Kind, number>,
  log: IssueLog,
): void {
  for (const kind of graph.kinds) {
    if (!names.holds(kind)) continue;
    const announced = manifest.counts[kind.name];
    const found = decoded.get(kind) ?? 0;
    if (announced === undefined || announced === found) continue;
    const noun = kind.noun[announced === 1 ? 0 : 1];
    log.warning({
      ...countDiffers(manifest, `counts/${kind.name}`, `${announced} ${noun}`, found),
      kind: kind.name,
    });
  }
  const { files, bytes } = manifest.media;
  if (graph.blobKind && !names.holds(graph.blobKind)) return;
  if (files !== mediaFiles.size)
    log.warning(
      countDiffers(manifest, 'media/files', `${files} media file${files === 1 ? '' : 's'}`, mediaFiles.size),
    );
  else if (bytes !== mediaBytes)
    log.warning(countDiffers(manifest, 'media/bytes', `${bytes} bytes of media files`, mediaBytes));
}

/** @param path of the number in the manifest, as in its pointer */
function countDiffers(
  { places }: ArchiveContents['manifest'],
  path: string,
  announced: string,
  count: number,
): Warning {
  const { line, column } = places.get(path) ?? { line: 1, column: 1 };
  return {
    file: MANIFEST_FILE,
    pointer: `#/${path}`,
    line,
    column,
    code: 'count-differs',
    detail: `The manifest counts ${announced}, and the archive has ${count}. If you did not change it yourself, something is missing.`,
    count,
  };
}
