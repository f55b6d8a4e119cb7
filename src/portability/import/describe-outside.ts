/** Puts into words what becomes of references that lead out of what is imported, to nothing. */
import type { Kind } from '../archive/define-kind.js';
import { labelsSql, type ItemContext } from '../storage/item-sql.js';
import { labelOf } from '../archive/label.js';
import type { Findings } from '../storage/findings.js';
import { stagedAsArchived } from '../storage/resolve.js';
import type { Warning } from './answers.js';
import { locate } from './describe.js';
import { wholeFile } from './issue-log.js';
import type { ImportScope } from './scope.js';

/** One warning for each reference that was emptied, with the row's label beside it. */
export async function describeEmptied(
  scope: ImportScope,
  { first }: Findings,
  existing: ReadonlyMap<Kind, number>,
): Promise<readonly Warning[]> {
  if (first.length === 0) return [];
  const labels = await labelsOf(scope, first, existing);
  const located = await locate(scope, first);
  return located.map(([{ kind, rowId, field }, location]) => ({
    ...location,
    code: 'reference-emptied',
    detail: `${scope.names.keyOf(kind, field?.key ?? '')} is left empty: what it refers to is no part of this import, and you do not have it.`,
    kind: kind.name,
    label: labels.get(rowId) ?? kind.noun[0],
    field: field?.key ?? '',
  }));
}

async function labelsOf(
  { transaction, graph, staging, userId }: ImportScope,
  first: Findings['first'],
  existing: ReadonlyMap<Kind, number>,
): Promise<ReadonlyMap<string, string>> {
  const archived = stagedAsArchived(staging.rowsOf);
  const isOwned = (kind: Kind): boolean => (existing.get(kind) ?? 0) > 0;
  const context: ItemContext = { graph, userId, archived, present: archived, staging, isOwned };
  const labels = new Map<string, string>();
  for (const kind of new Set(first.map((finding) => finding.kind))) {
    const ids = first.filter((finding) => finding.kind === kind).map(({ rowId }) => rowId);
    for (const [id, text] of await transaction.queryRows(labelsSql(context, kind), [ids])) {
      const label = labelOf(text);
      if (label !== undefined) labels.set(id ?? '', label);
    }
  }
  return labels;
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
