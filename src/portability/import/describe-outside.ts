/** Puts into words what becomes of references that lead out of what is imported, to nothing. */
import type { Kind } from '../archive/define-kind.js';
import type { Findings } from '../storage/findings.js';
import type { Warning } from './answers.js';
import { locate } from './describe.js';
import { wholeFile } from './issue-log.js';
import type { ImportScope } from './scope.js';

/** One warning for each reference that was emptied, with the row's label beside it. */
export async function describeEmptied(scope: ImportScope, { first }: Findings): Promise<readonly Warning[]> {
  const located = await locate(scope, first);
  return located.map(([{ kind, field }, location]) => ({
    label: kind.noun[0],
    ...location,
    code: 'reference-emptied',
    detail: `${scope.names.keyOf(kind, field?.key ?? '')} is left empty: what it refers to is no part of this import, and you do not have it.`,
    kind: kind.name,
    field: field?.key ?? '',
  }));
}

/** One warning for each kind of which rows cannot be imported. */
export const describeWithoutTarget = (
  { names }: ImportScope,
  rows: ReadonlyMap<Kind, number>,
): readonly Warning[] =>
  [...rows].map(([kind, count]) => ({
    ...wholeFile(names.fileOf(kind.area)),
    code: 'reference-outside',
    detail: `${count} ${kind.noun[count === 1 ? 0 : 1]} ${count === 1 ? 'is' : 'are'} left out: what each refers to and cannot be without is no part of this import, and you do not have it.`,
    kind: kind.name,
    count,
  }));
