/** The rows of a kind that an archive holds, as SQL that other queries are made of. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { ownedBy } from './host-table.js';
import { partSource, type PartRows } from './part-rows.js';
import { identifier, literal } from './sql.js';

/** In brackets; `"id"`, `"parentId"` where there is a parent, `"blobKey"` of files, and the fields under their keys. */
export function exportedRows(graph: KindGraph, part: PartRows, kind: Kind): string {
  const columns = [
    'r.id',
    ...(kind.parent ? [`r.${identifier(kind.parent.column)} AS "parentId"`] : []),
    ...(kind.blob ? [`r.${identifier(kind.blob.keyColumn)} AS "blobKey"`] : []),
    ...kind.fields.map(({ key, column }) => `r.${identifier(column)} AS ${identifier(key)}`),
  ];
  return `(SELECT ${columns.join(', ')} FROM ${partSource(graph, part, kind)} r WHERE ${ownedBy(kind, 'r', literal(part.userId))})`;
}
