/** Compares staged rows with the importer's existing ones, in sets. Every statement here is fenced by user_id. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { differs, tableOf } from './sql.js';
import type { RowSource } from './resolve.js';
import type { Transaction } from './transaction.js';

/** How the archive's rows of one kind stand to the importer's. */
export interface Comparison {
  readonly fresh: number;
  readonly different: number;
  readonly same: number;
  /** Of the different ones, those whose existing row was changed later than the archive's. */
  readonly newerHere: number;
}

/** How many rows of each kind the user has. */
export async function countRows(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
): Promise<ReadonlyMap<Kind, number>> {
  const rows = await transaction.queryRows(
    graph.kinds
      .map((kind, index) => `SELECT ${index}, (SELECT count(*) FROM ${tableOf(kind)} WHERE user_id = $1)`)
      .join(' UNION ALL '),
    [userId],
  );
  return new Map(rows.map(([index, count]) => [graph.kinds[Number(index)] as Kind, Number(count)]));
}

/** Compares one kind's rows as `source` has them with the user's own. */
export async function compareRows(
  transaction: Transaction,
  kind: Kind,
  source: RowSource,
  userId: string,
): Promise<Comparison> {
  const [row] = await transaction.query<{ fresh: string; different: string; same: string; newer: string }>(
    `SELECT count(*) FILTER (WHERE t.id IS NULL) AS fresh,
            count(*) FILTER (WHERE t.id IS NOT NULL AND ${differs(kind)}) AS different,
            count(*) FILTER (WHERE t.id IS NOT NULL AND NOT (${differs(kind)})) AS same,
            count(*) FILTER (WHERE t.id IS NOT NULL AND ${differs(kind)} AND t.updated_at > s.updated_at) AS newer
     FROM ${source(kind)} s LEFT JOIN ${tableOf(kind)} t ON t.id = s.id AND t.user_id = $1`,
    [userId],
  );
  return {
    fresh: Number(row?.fresh),
    different: Number(row?.different),
    same: Number(row?.same),
    newerHere: Number(row?.newer),
  };
}
