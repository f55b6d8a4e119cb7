/** Finds rows that stay and refer to rows that would be deleted. */
import { fieldOf, type Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph, type LinkField } from '../archive/graph.js';
import { IDENTITY, identifier, literal, tableOf } from './sql.js';
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
        ({ kind, field, target, condition }, index) =>
          `SELECT ${index}, count(*) FROM ${tableOf(kind)} k JOIN ${tableOf(target)} t ON t.id = k.${identifier(field.column)}
           WHERE k.user_id = $1 AND t.user_id = $1${condition} AND NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.id)`,
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
  /** Of a field that may lead to several kinds: that it leads to this one. */
  readonly condition: string;
}

function targetsIn(
  graph: KindGraph,
  kind: Kind,
  field: LinkField,
  isHeld: (kind: Kind) => boolean,
): readonly KeptLink[] {
  const targets = targetsOf(field, graph.blobKind)
    .map((name) => graph.kind(name))
    .filter(isHeld);
  return targets.map((target) => {
    if (field.type !== 'reference' || typeof field.target === 'string')
      return { kind, field, target, condition: '' };
    const { by, kinds } = field.target;
    const values = Object.keys(kinds).filter((value) => kinds[value] === target.name);
    const column = identifier(fieldOf(kind, by).column);
    return { kind, field, target, condition: ` AND k.${column} IN (${values.map(literal).join(', ')})` };
  });
}
