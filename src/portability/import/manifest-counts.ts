/** Compares what an archive holds with what its manifest counts. */
import type { Kind } from '../archive/define-kind.js';
import { MANIFEST_FILE } from '../archive/file-names.js';
import type { KindGraph } from '../archive/graph.js';
import type { Warning } from './answers.js';
import type { IssueLog } from './issue-log.js';
import type { ArchiveContents } from './read-archive.js';

/** A person who removes an entry by hand need not count; but a file that was cut off may show here. */
export function warnOfOtherCounts(
  { graph }: { readonly graph: KindGraph },
  { manifest, names, mediaFiles, mediaBytes }: ArchiveContents,
  decoded: ReadonlyMap<Kind, number>,
  log: IssueLog,
): void {
  for (const kind of graph.kinds) {
    // Of a file that is wrong not every row is counted; what follows from a mistake that is told is not.
    if (!names.holds(kind) || log.hasErrorsIn(names.fileOf(kind.area))) continue;
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
