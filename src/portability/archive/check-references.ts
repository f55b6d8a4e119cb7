/** Checks in memory what only all rows together can show: UUIDs that stand twice, references, circles. */
import type { Kind } from './define-kind.js';
import { linkFields, targetsBy, type KindGraph, type LinkField } from './graph.js';
import { canonicalId } from './origin.js';
import {
  CYCLE,
  DANGLING,
  DUPLICATE_ID,
  DUPLICATE_KEY,
  DUPLICATE_ORIGIN,
  WRONG_KIND,
  type Fault,
} from './reference-faults.js';

/** As much of a row as the checks look at. */
export interface LinkedRow {
  readonly kind: Kind;
  readonly id: string;
  /** Where the row is known by another UUID. */
  readonly origin: string | null;
  readonly parentId: string | null;
  /** As `packLocation` makes it. */
  readonly location: number;
  /** One per field of `linkFields(kind)`; null where it leads nowhere. */
  readonly links: readonly (Link | null)[];
}

export interface Link {
  readonly target: string;
  /** As `packLocation` makes it. */
  readonly location: number;
  /** What the field beside it says that this refers to, where there is such a field. */
  readonly discriminator: string | null;
}

/** What is wrong with a row. */
export interface RowFault {
  readonly row: LinkedRow;
  /** An index of `linkFields(row.kind)`, where a field is meant. */
  readonly field?: number;
  readonly location: number;
  readonly fault: Fault;
}

/** All rows of an archive, by kind and id; of a UUID that stands twice in a kind, the last. */
export interface LinkedRows {
  readonly graph: KindGraph;
  readonly all: readonly LinkedRow[];
  readonly byKind: ReadonlyMap<Kind, ReadonlyMap<string, LinkedRow>>;
}

export function linkedRows(graph: KindGraph, all: readonly LinkedRow[]): LinkedRows {
  const byKind = new Map(graph.kinds.map((kind) => [kind, new Map<string, LinkedRow>()]));
  for (const row of all) byKind.get(row.kind)?.set(row.id, row);
  return { graph, all, byKind };
}

/** Rows whose UUID another row has too: all but the first of each. */
export function findDuplicates({ graph, all }: LinkedRows): RowFault[] {
  const number = numbers(graph);
  const groups = new Map<string, LinkedRow[]>();
  for (const row of all) {
    const group = groups.get(row.id);
    if (group) group.push(row);
    else groups.set(row.id, [row]);
  }
  const findings = [...groups.values()].flatMap((group) => {
    if (group.length === 1) return [];
    group.sort(
      (a, b) =>
        number(a.kind) - number(b.kind) ||
        compare(a.parentId ?? '', b.parentId ?? '') ||
        a.location - b.location,
    );
    return group.slice(1).map((row, index): RowFault => {
      const before = group[index];
      const sameList = before?.kind === row.kind && before.parentId === row.parentId;
      return { row, location: row.location, fault: sameList ? DUPLICATE_KEY : DUPLICATE_ID };
    });
  });
  findings.sort((a, b) => number(a.row.kind) - number(b.row.kind) || a.location - b.location);
  return findings;
}

/** Rows with an origin by which they are the same as another of their kind; one of each, which has none or the lowest id, is left out. */
export function findSharedOrigins({ graph, all }: LinkedRows): RowFault[] {
  const number = numbers(graph);
  const first = new Map<string, LinkedRow>();
  const rank = ({ origin, id }: LinkedRow): string => (origin === null ? '' : id);
  const nameOf = (row: LinkedRow): string => `${number(row.kind)}/${canonicalId(row)}`;
  for (const row of all) {
    const other = first.get(nameOf(row));
    if (!other || rank(row) < rank(other)) first.set(nameOf(row), row);
  }
  return all
    .filter((row) => row.origin !== null && first.get(nameOf(row))?.id !== row.id)
    .map((row): RowFault => ({ row, location: row.location, fault: DUPLICATE_ORIGIN }))
    .sort((a, b) => number(a.row.kind) - number(b.row.kind) || a.location - b.location);
}

/**
 * References that lead nowhere, then those that lead to the wrong kind, then those that lead in a circle.
 * @param isHeld whether rows of a kind must be in the archive to be referred to
 */
export function findReferenceFaults(
  rows: LinkedRows,
  isHeld: (kind: string) => boolean = () => true,
): RowFault[] {
  const known = new Set(rows.all.map(({ id }) => id));
  const dangling: RowFault[] = [];
  const wrongKind: RowFault[] = [];
  for (const row of rows.all) {
    for (const [field, link] of row.links.entries()) {
      if (!link) continue;
      const linkField = linkFields(row.kind)[field] as LinkField;
      const targets = targetsBy(linkField, link.discriminator, rows.graph.blobKind);
      if (targets.every((name) => rows.byKind.get(rows.graph.kind(name))?.has(link.target))) continue;
      const wrong = known.has(link.target);
      if (!wrong && !targets.every(isHeld)) continue;
      (wrong ? wrongKind : dangling).push({
        row,
        field,
        location: link.location,
        fault: wrong ? WRONG_KIND : DANGLING,
      });
    }
  }
  const number = numbers(rows.graph);
  for (const findings of [dangling, wrongKind]) {
    findings.sort(
      (a, b) =>
        number(a.row.kind) - number(b.row.kind) || a.location - b.location || (a.field ?? 0) - (b.field ?? 0),
    );
  }
  return [...dangling, ...wrongKind, ...findCycles(rows)];
}

/** Rows from which an acyclic reference can be followed for ever: on a circle, or below one. */
function findCycles({ graph, byKind }: LinkedRows): RowFault[] {
  return graph.kinds.flatMap((kind) =>
    linkFields(kind).flatMap((field, index) => {
      if (field.type !== 'reference' || !field.acyclic) return [];
      const rows = byKind.get(kind) ?? new Map<string, LinkedRow>();
      const cyclic = cyclicFrom(rows, index);
      return [...rows.values()]
        .filter(({ id }) => cyclic.has(id))
        .map((row): RowFault => ({
          row,
          field: index,
          location: row.links[index]?.location ?? 0,
          fault: CYCLE,
        }))
        .sort((a, b) => a.location - b.location);
    }),
  );
}

function cyclicFrom(rows: ReadonlyMap<string, LinkedRow>, index: number): ReadonlySet<string> {
  const ends = new Set<string>();
  const cyclic = new Set<string>();
  for (const start of rows.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && rows.has(at) && !ends.has(at) && !cyclic.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = rows.get(at)?.links[index]?.target;
    }
    const goesOn = at !== undefined && (onPath.has(at) || cyclic.has(at));
    for (const id of path) (goesOn ? cyclic : ends).add(id);
  }
  return cyclic;
}

function numbers({ kinds }: KindGraph): (kind: Kind) => number {
  const byKind = new Map(kinds.map((kind, index) => [kind, index]));
  return (kind) => byKind.get(kind) ?? -1;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
