/** Puts into words what is wrong between rows: where in the file that the person has, and with which entry. */
import type { Issue } from '../errors.js';
import type { LinkedRow, LinkedRows, RowFault } from './check-references.js';
import type { Kind } from './define-kind.js';
import { linkFields } from './graph.js';
import { pointer } from './pointer.js';
import { unpackLocation } from './staged-row.js';

/** How things are called in the file that the person has. */
export interface RowNames {
  /** The file that an area's rows stand in. */
  fileOf(area: string): string;
  /** A key of a kind's rows, or of the rows that nest under them. */
  keyOf(kind: Kind, key: string): string;
}

/** @param label what the entry is called, where anything of it is a name */
export function faultIssue(
  { graph, byKind }: LinkedRows,
  names: RowNames,
  { row, field, location, fault }: RowFault,
  label: string | undefined,
): Issue {
  const segments: string[] = [];
  for (let at: LinkedRow | undefined = row; at;) {
    const { parent }: Kind = at.kind;
    const above: Kind | undefined = parent && graph.kind(parent.kind);
    segments.unshift(...(parent && above ? [names.keyOf(above, parent.key)] : []), at.id);
    at = above && byKind.get(above)?.get(at.parentId ?? '');
  }
  const key = field === undefined ? undefined : linkFields(row.kind)[field]?.key;
  return {
    file: names.fileOf(row.kind.area),
    pointer: pointer(...segments, ...(key === undefined ? [] : [names.keyOf(row.kind, key)])),
    ...unpackLocation(location),
    code: fault.code,
    detail: fault.detail,
    ...(label === undefined ? {} : { label }),
  };
}
