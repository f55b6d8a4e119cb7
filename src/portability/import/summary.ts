/** What a preview and a result tell of the archive itself. */
import type { Kind } from '../archive/define-kind.js';
import type { ArchiveSummary } from './answers.js';
import type { ArchiveContents } from './read-archive.js';

export const summarize = (
  contents: ArchiveContents,
  sha256: string,
  staged: ReadonlyMap<Kind, number>,
): ArchiveSummary => ({
  formatVersion: contents.manifest.formatVersion,
  exportedAt: contents.manifest.exportedAt,
  appVersion: contents.manifest.appVersion,
  sha256,
  areas: contents.areas,
  counts: Object.fromEntries([...staged].map(([kind, rows]) => [kind.name, rows])),
  media: { files: contents.mediaFiles.size, bytes: contents.mediaBytes },
});
