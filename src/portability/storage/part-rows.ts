/** The rows that an archive of a part is made of, and how many of their references lead out of it. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph, type LinkField } from '../archive/graph.js';
import { heldRows } from '../archive/part.js';
import { ownedBy, relationOf } from './host-table.js';
import { discriminated, identifier, literal } from './sql.js';
import type { Transaction } from './transaction.js';

/** What is read of somebody: all, or some areas. */
export interface PartRows {
  readonly userId: string;
  /** Undefined: all of them. */
  readonly areas?: ReadonlySet<string> | undefined;
}

/** Where the rows of a kind are read from: its table, or a query in brackets; whoever reads asks for the user's rows of it. */
export function partSource(graph: KindGraph, { userId, areas }: PartRows, kind: Kind): string {
  const held = areas ? heldRows(graph, areas, kind) : 'all';
  if (held === 'all') return relationOf(kind);
  if (held === 'none') return `(SELECT * FROM ${relationOf(kind)} r WHERE false)`;
  const shown = graph.kinds
    .filter(({ area }) => areas?.has(area))
    .flatMap((other) =>
      linkFields(other)
        .filter(({ type }) => type === 'media')
        .map(
          ({ column }) =>
            `SELECT ${identifier(column)} FROM ${relationOf(other)} o WHERE ${ownedBy(other, 'o', literal(userId))}`,
        ),
    );
  return `(SELECT * FROM ${relationOf(kind)} r WHERE id IN (${shown.join(' UNION ALL ')}))`;
}

/** The kinds that a field may lead to and an archive of the areas has no row of. */
export const targetsOutside = (
  graph: KindGraph,
  areas: ReadonlySet<string> | undefined,
  field: LinkField,
): readonly Kind[] =>
  areas
    ? targetsOf(field, graph.blobKind)
        .map((name) => graph.kind(name))
        .filter((target) => heldRows(graph, areas, target) === 'none')
    : [];

/** How many references lead out, by the name of the kind that they lead to. */
export async function countOutside(
  transaction: Transaction,
  graph: KindGraph,
  { userId, areas }: PartRows,
): Promise<Readonly<Record<string, number>>> {
  const links = graph.kinds
    .filter((kind) => areas?.has(kind.area))
    .flatMap((kind) =>
      linkFields(kind).flatMap((field) =>
        targetsOutside(graph, areas, field).map((target) => ({ kind, field, target })),
      ),
    );
  if (links.length === 0) return {};
  const rows = await transaction.queryRows(
    links
      .map(
        ({ kind, field, target }, index) =>
          `SELECT ${index}, count(*) FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')} AND t.${identifier(field.column)} IS NOT NULL${discriminated(kind, field, target.name, 't')}`,
      )
      .join(' UNION ALL '),
    [userId],
  );
  const counts = new Map<string, number>();
  for (const [index, count] of rows) {
    const name = links[Number(index)]?.target.name ?? '';
    counts.set(name, (counts.get(name) ?? 0) + Number(count));
  }
  return Object.fromEntries(
    graph.kinds.flatMap(({ name }) => {
      const count = counts.get(name) ?? 0;
      return count > 0 ? [[name, count]] : [];
    }),
  );
}
