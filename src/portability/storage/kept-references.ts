/** Finds rows that stay and refer to rows that would be deleted. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph, type LinkField } from '../archive/graph.js';
import { discriminated, IDENTITY, identifier, tableOf } from './sql.js';
import type { Transaction } from './transaction.js';

export interface KeptReferences {
  readonly kind: Kind;
  readonly target: Kind;
  readonly count: number;
}

/** Rows of kinds that the archive does not hold, which refer to rows of held kinds that are not in the archive. */
export async function findKeptReferences(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  isHeld: (kind: Kind) => boolean,
): Promise<readonly KeptReferences[]> {
  const links = graph.kinds
    .filter((kind) => !isHeld(kind))
    .flatMap((kind) => linkFields(kind).flatMap((field) => targetsIn(graph, kind, field, isHeld)));
  if (links.length === 0) return [];
  const rows = await transaction.queryRows(
    links
      .map(
        ({ kind, field, target }, index) =>
          `SELECT ${index}, count(*) FROM ${tableOf(kind)} k JOIN ${tableOf(target)} t ON t.id = k.${identifier(field.column)}
           WHERE k.user_id = $1 AND t.user_id = $1${discriminated(kind, field, target.name, 'k')} AND NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.id)`,
      )
      .join(' UNION ALL '),
    [userId],
  );
  return rows.flatMap(([index, count]) => {
    const link = links[Number(index)];
    return link && Number(count) > 0 ? [{ kind: link.kind, target: link.target, count: Number(count) }] : [];
  });
}

interface KeptLink {
  readonly kind: Kind;
  readonly field: LinkField;
  readonly target: Kind;
}

const targetsIn = (
  graph: KindGraph,
  kind: Kind,
  field: LinkField,
  isHeld: (kind: Kind) => boolean,
): readonly KeptLink[] =>
  targetsOf(field, graph.blobKind)
    .map((name) => graph.kind(name))
    .filter(isHeld)
    .map((target) => ({ kind, field, target }));
