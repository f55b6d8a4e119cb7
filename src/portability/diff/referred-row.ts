/** The row that one on disk refers to or belongs to, by UUID and by name. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { textOf, type RelatedText } from '../archive/label-text.js';
import type { StoredRow } from '../archive/stored-row.js';
import type { ReferredRow } from '../import/changes.js';

/** A row, and what others say of themselves where it stands. */
export type NamedSide = readonly [row: StoredRow, related: RelatedText];

/** @param field a reference; undefined for what the row belongs to */
export function referredRow(
  graph: KindGraph,
  kind: Kind,
  field: KindField | undefined,
  [row, related]: NamedSide,
): ReferredRow {
  const id = field ? textOf(kind, row, field.key) : row.parentId;
  const target = field ? targetOf(kind, field, row) : kind.parent?.kind;
  return [id, id === null || target === undefined ? null : related(graph.kind(target), id)];
}

/** The kind that a reference leads to; undefined where the field beside it names none. */
function targetOf(kind: Kind, field: KindField, row: StoredRow): string | undefined {
  if (field.type !== 'reference') return undefined;
  if (typeof field.target === 'string') return field.target;
  const kinds: Readonly<Record<string, string | undefined>> = field.target.kinds;
  return kinds[textOf(kind, row, field.target.by) ?? ''];
}
