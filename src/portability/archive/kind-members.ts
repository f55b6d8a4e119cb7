/** The keys that a row of a kind may have in an archive: its fields, and the rows that nest under it. */
import type { Kind, KindField } from './define-kind.js';
import { linkFields, type KindGraph } from './graph.js';
import { defaultWhenAbsent } from './absent-value.js';

export interface FieldMember {
  readonly field: KindField;
  /** Among the values of a row. */
  readonly index: number;
  /** Its value where it is left out; undefined where it must be given. */
  readonly leftOut: string | null | undefined;
}

export interface KindMembers {
  readonly fields: ReadonlyMap<string, FieldMember>;
  /** Where the values of the link fields stand among those of a row, in the order of `linkFields(kind)`. */
  readonly links: readonly number[];
  readonly children: ReadonlyMap<string, Kind>;
}

/** The members of each kind, made when it is asked for first; `exportedAt` is when the archive was made. */
export function createMembersLookup(graph: KindGraph, exportedAt: string): (kind: Kind) => KindMembers {
  const known = new Map<Kind, KindMembers>();
  return (kind) => {
    let members = known.get(kind);
    if (!members) known.set(kind, (members = membersOf(graph, kind, exportedAt)));
    return members;
  };
}

function membersOf(graph: KindGraph, kind: Kind, exportedAt: string): KindMembers {
  // The parent's UUID comes first.
  const offset = kind.parent ? 1 : 0;
  const fields = kind.fields.map((field, index): [string, FieldMember] => [
    field.key,
    { field, index: index + offset, leftOut: valueLeftOut(kind, field, exportedAt) },
  ]);
  const children = graph.childrenOf(kind).map((child): [string, Kind] => [child.parent?.key ?? '', child]);
  const links = linkFields(kind).map((field) => kind.fields.indexOf(field) + offset);
  return { fields: new Map(fields), links, children: new Map(children) };
}

function valueLeftOut(kind: Kind, field: KindField, exportedAt: string): string | null | undefined {
  switch (defaultWhenAbsent(kind, field)) {
    case 'required':
      return undefined;
    case 'default':
      return String(field.default);
    case 'empty':
      // Of a list and of an object alike, as PostgreSQL writes them.
      return '{}';
    case 'exportedAt':
      return exportedAt;
    case 'null':
    case 'file':
      return null;
  }
}
