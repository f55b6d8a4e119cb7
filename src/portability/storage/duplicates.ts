/** Finds, in one set, the UUIDs of staged rows that stand twice. */
import type { KindGraph } from '../archive/graph.js';
import { kindAt, type Findings } from './findings.js';
import { kindNumber } from './staging.js';
import { IDENTITY, identifier, stageOf } from './sql.js';
import type { Transaction } from './transaction.js';

/** Rows whose UUID another row of the archive has too; `sameList` where the two stand under the same parent. */
export async function findDuplicates(
  transaction: Transaction,
  graph: KindGraph,
  most: number,
): Promise<Findings> {
  const twice = await transaction.query<{ id: string; extra: string }>(
    `SELECT id, sum(count(*) - 1) OVER () AS extra FROM ${IDENTITY} GROUP BY id HAVING count(*) > 1 LIMIT ${most}`,
  );
  if (twice.length === 0) return { total: 0, first: [] };
  const ids = twice.map(({ id }) => id);
  const selects = graph.kinds.map(
    (kind) =>
      `SELECT ${kindNumber(graph, kind)} AS kind, id, row__place AS place, ${kind.parent ? identifier(kind.parent.column) : "''"} AS parent
       FROM ${stageOf(kind)} WHERE id = ANY ($1)`,
  );
  // The first of each is the one that stays; the others are in the way.
  const rows = await transaction.query<{
    kind: string;
    id: string;
    place: string;
    same: string;
  }>(
    `SELECT * FROM (
       SELECT kind, id, place, (lag(kind) OVER w = kind AND lag(parent) OVER w = parent) AS same, row_number() OVER w AS nth
       FROM (${selects.join(' UNION ALL ')}) r WINDOW w AS (PARTITION BY id ORDER BY kind, parent, place)
     ) d WHERE nth > 1 ORDER BY kind, place LIMIT ${most}`,
    [ids],
  );
  return {
    total: Number(twice[0]?.extra),
    first: rows.map((row) => ({
      kind: kindAt(graph, row.kind),
      rowId: row.id,
      field: undefined,
      place: Number(row.place),
      sameList: row.same === 't',
    })),
  };
}
