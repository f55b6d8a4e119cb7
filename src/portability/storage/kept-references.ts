/** Finds rows that stay, though the archive has not said so, and refer to rows that would be deleted. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph, type LinkField } from '../archive/graph.js';
import { discriminated, IDENTITY, identifier, KEPT } from './sql.js';
import { kindNumber } from './staging.js';
import { ownedBy, relationOf } from './host-table.js';
import type { Transaction } from './transaction.js';

export interface KeptReferences {
  readonly kind: Kind;
  readonly target: Kind;
  readonly count: number;
}

/** Which rows stay. */
export interface Keeping {
  /** Whether rows of the kind that the archive does not have are deleted. */
  isReplaced(kind: Kind): boolean;
  /** Whether `stage_kept` is there. */
  readonly keepsRows: boolean;
}

/** Rows of kinds that are not replaced, or that stay as something is left out, which refer to rows that are not in the archive. */
export async function findKeptReferences(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  { isReplaced, keepsRows }: Keeping,
): Promise<readonly KeptReferences[]> {
  const links = graph.kinds
    .filter((kind) => keepsRows || !isReplaced(kind))
    .flatMap((kind) => linkFields(kind).flatMap((field) => targetsIn(graph, kind, field, isReplaced)));
  const isKept = (kind: Kind, alias: string): string =>
    `EXISTS (SELECT FROM ${KEPT} x WHERE x.kind = ${kindNumber(graph, kind)} AND x.id = ${alias}.id)`;
  const stays = (kind: Kind): string =>
    isReplaced(kind) ? isKept(kind, 'k') : `NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = k.id)`;
  const goes = (kind: Kind): string =>
    `NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.id)${keepsRows ? ` AND NOT ${isKept(kind, 't')}` : ''}`;
  if (links.length === 0) return [];
  const rows = await transaction.queryRows(
    links
      .map(
        ({ kind, field, target }, index) =>
          `SELECT ${index}, count(*) FROM ${relationOf(kind)} k JOIN ${relationOf(target)} t ON t.id = k.${identifier(field.column)}
           WHERE ${ownedBy(kind, 'k')} AND ${ownedBy(target, 't')}${discriminated(kind, field, target.name, 'k')} AND ${goes(target)} AND ${stays(kind)}`,
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
  isReplaced: (kind: Kind) => boolean,
): readonly KeptLink[] =>
  targetsOf(field, graph.blobKind)
    .map((name) => graph.kind(name))
    .filter(isReplaced)
    .map((target) => ({ kind, field, target }));
