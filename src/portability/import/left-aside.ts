/** What systems drop into folders is left aside without a word, unless it may hide what the archive lacks. */
import { printable } from '../archive/safe-path.js';
import { hiddenBy, type HidingFile } from '../archive/system-files.js';
import { areaFile } from '../archive/file-names.js';
import type { Manifest } from '../archive/manifest.js';
import { MOST_ISSUES } from '../issue.js';
import { wholeFile, type IssueLog } from './issue-log.js';

export interface LeftAside {
  /** @param path without a leading `./` */
  add(path: string): void;
  /**
   * Of what was left aside, what may hide data.
   * @param areas those of the archive's version
   */
  hiding(
    manifest: Manifest,
    areas: Iterable<string>,
    held: ReadonlyMap<string, unknown>,
  ): readonly HidingFile[];
}

/** Keeps the names of the first thousand that could matter. */
export function createLeftAside(): LeftAside {
  const paths: string[] = [];
  return {
    add(path) {
      if (paths.length < MOST_ISSUES && hiddenBy(path, [areaFile('')])) paths.push(path);
    },
    hiding(manifest, areas, held) {
      const absent = [...(manifest.areas ?? areas)].filter((name) => !held.has(name)).map(areaFile);
      return paths.flatMap((path) => hiddenBy(path, absent) ?? []);
    },
  };
}

export function warnOfLeftAside(hiding: readonly HidingFile[], log: IssueLog): void {
  for (const { path, madeBy, absent } of hiding) {
    const lacks = absent === undefined ? 'some of the files that an export has' : `a file ${absent}`;
    log.warning({
      ...wholeFile(printable(path)),
      code: 'left-aside',
      detail: `This file is left aside, as it has a name that is given by ${madeBy}; but the archive lacks ${lacks}. If it holds what you want to import, give it the right name, and pack the archive again.`,
    });
  }
}
