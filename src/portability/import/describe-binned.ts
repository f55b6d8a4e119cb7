/** Puts into words that rows of the archive lie in a bin here. */
import type { Kind } from '../archive/define-kind.js';
import type { Warning } from './answers.js';
import { wholeFile } from './issue-log.js';
import type { ImportScope } from './scope.js';

/** One warning for each kind of which there are such rows. */
export const describeBinned = ({ names }: ImportScope, rows: ReadonlyMap<Kind, number>): readonly Warning[] =>
  [...rows]
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({
      ...wholeFile(names.fileOf(kind.area)),
      code: 'in-bin',
      detail: `${count} ${kind.noun[count === 1 ? 0 : 1]} of this archive ${count === 1 ? 'lies' : 'lie'} in your bin here, and ${count === 1 ? 'stays' : 'stay'} there: what the archive has is added beside ${count === 1 ? 'it' : 'them'}.`,
      kind: kind.name,
      count,
    }));
