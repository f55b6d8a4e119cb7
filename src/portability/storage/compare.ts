/** Compares staged rows with the importer's existing ones, in sets. Every statement here is fenced by user_id. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { differs, gathered, tableOf } from './sql.js';
import type { RowSource } from './resolve.js';
import type { Transaction } from './transaction.js';

/** How the archive's rows of one kind stand to the importer's. */
export interface Comparison {
  readonly fresh: number;
  readonly different: number;
  readonly same: number;
  /** Of the different ones, those whose existing row was changed later than the archive's. */
  readonly newerInDatabase: number;
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

/**
 * Compares the kinds' rows as `source` has them with the user's own.
 * @param rows of the archive, all in all
 */
export async function compareRows(
  transaction: Transaction,
  { kinds, source, rows }: Readonly<{ kinds: readonly Kind[]; source: RowSource; rows: number }>,
  userId: string,
): Promise<ReadonlyMap<Kind, Comparison>> {
  const compared = kinds.map(
    (kind, index) =>
      // OFFSET 0: each row is compared once, not once for each count.
      `SELECT ${index},
              count(*) FILTER (WHERE c.fresh),
              count(*) FILTER (WHERE c.different),
              count(*) FILTER (WHERE NOT c.fresh AND NOT c.different),
              count(*) FILTER (WHERE c.different AND c.newer)
       FROM (SELECT t.id IS NULL AS fresh, t.id IS NOT NULL AND ${differs(kind)} AS different, t.updated_at > s.updated_at AS newer
             FROM ${source(kind)} s LEFT JOIN ${tableOf(kind)} t ON t.id = s.id AND t.user_id = $1 OFFSET 0) c`,
  );
  const comparisons = new Map<Kind, Comparison>();
  for (const query of gathered(compared, rows)) {
    for (const [index, ...counts] of await transaction.queryRows(query, [userId])) {
      const [fresh = 0, different = 0, same = 0, newerInDatabase = 0] = counts.map(Number);
      comparisons.set(kinds[Number(index)] as Kind, { fresh, different, same, newerInDatabase });
    }
  }
  return comparisons;
}
