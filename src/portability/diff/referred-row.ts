/** The row that one on disk refers to or belongs to, by UUID and by name. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { ReferenceField } from '../archive/fields.js';
import { targetsBy, type KindGraph } from '../archive/graph.js';
import { textOf, type RelatedText } from '../archive/label-text.js';
import type { StoredRow } from '../archive/stored-row.js';
import type { ReferredRow } from '../import/changes.js';

type ReferenceOfKind = KindField & ReferenceField;

/** A row, and what others say of themselves where it stands. */
export type NamedSide = readonly [row: StoredRow, related: RelatedText];

/** @param field undefined for what the row belongs to */
export function referredRow(
  graph: KindGraph,
  kind: Kind,
  field: ReferenceOfKind | undefined,
  [row, related]: NamedSide,
): ReferredRow {
  const id = field ? textOf(kind, row, field.key) : row.parentId;
  const [target] = field
    ? targetsBy(field, discriminatorOf(kind, field, row), graph.blobKind)
    : [kind.parent?.kind];
  return [id, id === null || target === undefined ? null : related(graph.kind(target), id)];
}

const discriminatorOf = (kind: Kind, { target }: ReferenceOfKind, row: StoredRow): string | null =>
  typeof target === 'string' ? null : textOf(kind, row, target.by);
