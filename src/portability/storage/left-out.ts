/** Rows of the archive that are not imported: those that were named, what nests under them, what cannot be without something that is not there. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { kindAt } from './findings.js';
import { ownedBy, relationOf } from './host-table.js';
import { IDENTITY, identifier, KEPT, LEFT_OUT, REMAP } from './sql.js';
import { kindNumber, type Staging } from './staging.js';

/** Why a row is left out, as `stage_left_out` has it. Files that no row of the part shows are left out, too, and nobody is told of them. */
export const REASONS = {
  'not-shown': 0,
  'left-out': 1,
  'parent-left-out': 2,
  'reference-outside': 3,
} as const;

type Reason = (typeof REASONS)[keyof typeof REASONS];

/** The reasons that are told. */
export type LeftOutReason = Exclude<keyof typeof REASONS, 'not-shown'>;

export interface LeftOut {
  /**
   * Leaves out the rows that a query names by `kind` and `id`, and what nests under them.
   * @returns the kinds of which rows went with this; none where no row did
   */
  leave(rows: string, reason: Reason, parameters?: readonly (readonly string[])[]): Promise<readonly Kind[]>;
  /** Of the rows that went last: what `stage_left_out` says of them in `round`. */
  readonly round: number;
}

/** Begins to leave rows out; to be called once in a transaction. */
export async function createLeftOut(staging: Staging): Promise<LeftOut> {
  const { transaction, graph } = staging;
  await transaction.query(
    [
      `CREATE TEMPORARY TABLE ${LEFT_OUT.replace('pg_temp.', '')} (kind smallint, id varchar(36), reason smallint, round integer,
         target varchar(36), PRIMARY KEY (kind, id)) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE ${KEPT.replace('pg_temp.', '')} (kind smallint, id varchar(36), PRIMARY KEY (kind, id)) ON COMMIT DROP`,
    ].join(';\n'),
  );
  let round = -1;
  return {
    get round() {
      return round;
    },
    async leave(rows, reason, parameters = []) {
      round++;
      const named = await transaction.execute(
        `INSERT INTO ${LEFT_OUT} (kind, id, reason, round) SELECT q.kind, q.id, ${reason}, ${round} FROM (${rows}) q ON CONFLICT DO NOTHING`,
        [...parameters],
      );
      if (named === 0) return [];
      const found = await transaction.queryRows(
        `SELECT DISTINCT kind FROM ${LEFT_OUT} WHERE round = ${round}`,
      );
      const gone = new Set(found.map(([kind]) => kindAt(graph, kind ?? '')));
      for (const kind of parentsFirst(graph, staging.kinds)) {
        const parent = kind.parent && graph.kind(kind.parent.kind);
        if (!kind.parent || !parent || !gone.has(parent)) continue;
        const children = await transaction.execute(
          `INSERT INTO ${LEFT_OUT} (kind, id, reason, round)
           SELECT ${kindNumber(graph, kind)}, s.id, CASE l.reason WHEN ${REASONS['not-shown']} THEN l.reason ELSE ${REASONS['parent-left-out']} END, ${round}
           FROM ${staging.rowsOf(kind)} s JOIN ${LEFT_OUT} l ON l.kind = ${kindNumber(graph, parent)} AND l.id = s.${identifier(kind.parent.column)}
           WHERE l.round = ${round} ON CONFLICT DO NOTHING`,
        );
        if (children > 0) gone.add(kind);
      }
      await transaction.query(`ANALYZE ${LEFT_OUT}`);
      for (const kind of gone) await staging.leaveOut(kind, round);
      return [...gone];
    },
  };
}

/** The kinds, each after the one that it nests under. */
const parentsFirst = (graph: KindGraph, kinds: readonly Kind[]): readonly Kind[] =>
  [...kinds].sort((one, other) => graph.lineage(one).length - graph.lineage(other).length);

/**
 * To be called when it is known what is left out, and where every row would live: forgets where rows that are left out would live, but
 * for those that the importer has, and keeps these as they are, with what nests under them.
 * @param aside kinds of which no row is imported
 */
export async function settleLeftOut(
  { transaction, graph }: Staging,
  userId: string,
  aside: readonly Kind[],
): Promise<void> {
  const numbers = aside.map((kind) => String(kindNumber(graph, kind)));
  const isLeftOut = `(i.kind = ANY ($1::smallint[]) OR EXISTS (SELECT FROM ${LEFT_OUT} l WHERE l.kind = i.kind AND l.id = i.id))`;
  await transaction.execute(
    `DELETE FROM ${REMAP} m USING ${IDENTITY} i WHERE i.id = m.id AND i.mine IS NOT TRUE AND ${isLeftOut}`,
    [numbers],
  );
  await transaction.execute(
    `UPDATE ${LEFT_OUT} l SET target = i.target FROM ${IDENTITY} i WHERE i.id = l.id AND i.kind = l.kind AND i.mine`,
  );
  await transaction.execute(`DELETE FROM ${IDENTITY} i WHERE ${isLeftOut}`, [numbers]);
  await transaction.execute(
    `INSERT INTO ${KEPT} (kind, id) SELECT kind, target FROM ${LEFT_OUT}
     WHERE target IS NOT NULL AND reason <> ${REASONS['not-shown']} ON CONFLICT DO NOTHING`,
  );
  const kinds = parentsFirst(graph, graph.kinds);
  for (const kind of kinds) await keepUnder(kind);
  for (const kind of kinds.toReversed()) await keepAbove(kind);
  await transaction.query(`ANALYZE ${IDENTITY}; ANALYZE ${REMAP}; ANALYZE ${KEPT}`);

  /** What nests under a row that stays, and is not in the archive, stays with it. */
  async function keepUnder(kind: Kind): Promise<void> {
    if (!kind.parent) return;
    await transaction.execute(
      `INSERT INTO ${KEPT} (kind, id) SELECT ${kindNumber(graph, kind)}, t.id FROM ${relationOf(kind)} t
       JOIN ${KEPT} k ON k.kind = ${kindNumber(graph, graph.kind(kind.parent.kind))} AND k.id = t.${identifier(kind.parent.column)}
       WHERE ${ownedBy(kind, 't')} AND NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.id) ON CONFLICT DO NOTHING`,
      [userId],
    );
  }

  /** Nor does that go which a row that stays nests under. */
  async function keepAbove(kind: Kind): Promise<void> {
    if (!kind.parent) return;
    await transaction.execute(
      `INSERT INTO ${KEPT} (kind, id) SELECT DISTINCT ${kindNumber(graph, graph.kind(kind.parent.kind))}, t.${identifier(kind.parent.column)}
       FROM ${relationOf(kind)} t JOIN ${KEPT} k ON k.kind = ${kindNumber(graph, kind)} AND k.id = t.id
       WHERE ${ownedBy(kind, 't')} AND NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.${identifier(kind.parent.column)}) ON CONFLICT DO NOTHING`,
      [userId],
    );
  }
}

/** Rows by kind that are left out and told of, by reason; and those of the importer that stay because of that. */
export async function countLeftOut({ transaction, graph }: Staging): Promise<{
  readonly leftOut: ReadonlyMap<Kind, number>;
  /** Of all that are left out, told or not. */
  readonly gone: ReadonlyMap<Kind, number>;
  readonly outside: ReadonlyMap<Kind, number>;
  readonly kept: ReadonlyMap<Kind, number>;
}> {
  const byKind = async (table: string, where: string): Promise<ReadonlyMap<Kind, number>> => {
    const rows = await transaction.queryRows(
      `SELECT kind, count(*) FROM ${table} WHERE ${where} GROUP BY kind ORDER BY kind`,
    );
    return new Map(rows.map(([kind, count]) => [kindAt(graph, kind ?? ''), Number(count)]));
  };
  return {
    leftOut: await byKind(LEFT_OUT, `reason <> ${REASONS['not-shown']}`),
    gone: await byKind(LEFT_OUT, 'true'),
    outside: await byKind(LEFT_OUT, `reason = ${REASONS['reference-outside']}`),
    kept: await byKind(KEPT, 'true'),
  };
}
