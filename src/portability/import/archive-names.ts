/** How things are called in an archive: an older version has other names, and whoever is told of a mistake looks for those. */
import type { RowNames } from '../archive/fault-issue.js';
import { areaFile } from '../archive/file-names.js';
import type { Kind } from '../archive/define-kind.js';

export interface ArchiveNames extends RowNames {
  /** Whether the archive holds the area of the kind: its file is there, if it has no row. */
  holds(kind: Pick<Kind, 'area'>): boolean;
  /** Whether it holds all of the area: of one that its manifest does not list it has some rows at most, such as the files that its other rows show. */
  holdsAll(kind: Pick<Kind, 'area'>): boolean;
}

/** The keys that stand in the file, by those of today, by kind. */
export type WrittenKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * @param files the file of each area that is held
 * @param partial areas of which only some rows are
 */
export function archiveNames(
  files: ReadonlyMap<string, string>,
  partial: ReadonlySet<string>,
): ArchiveNames & {
  /** Takes what was found while rows were decoded. */
  learn(written: WrittenKeys): void;
} {
  let known: WrittenKeys = {};
  return {
    holds: ({ area }) => files.has(area),
    holdsAll: ({ area }) => files.has(area) && !partial.has(area),
    fileOf: (area) => files.get(area) ?? areaFile(area),
    keyOf: ({ name }, key) => known[name]?.[key] ?? key,
    learn(written) {
      known = written;
    },
  };
}
