/** Remembers under which UUID a row was first known that had to be given another one, so that any later import finds it by that. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { isLinkKind } from './host-columns.js';
import { kindNumber } from './staging.js';
import { hasId, ownedBy, relationOf } from './host-table.js';
import { CANONICAL_ID, IDENTITY, identifier, literal, STAGED_ORIGIN } from './sql.js';
import type { Transaction } from './transaction.js';

export interface Origins {
  /** Queries for `id` and `origin` of the user's rows that are known by another UUID, of the kinds that may have such; in brackets. */
  rowsOf(transaction: Transaction, graph: KindGraph, userId: string): Promise<ReadonlyMap<Kind, string>>;
  /** Fills `stage_origin` with what is known of the user's rows. */
  collect(transaction: Transaction, graph: KindGraph, userId: string): Promise<void>;
  /**
   * Notes, after the rows were written, which of them are known by another UUID, and forgets what was known of rows that are gone,
   * also where a new row has the UUID of one.
   */
  settle(transaction: Transaction, graph: KindGraph, userId: string): Promise<void>;
}

/**
 * @param table of the host: `user_id` (references the account, ON DELETE CASCADE), `kind` (its name), `id` and `origin`, all text;
 * `(user_id, kind, id)` is the primary key, `(user_id, kind, origin)` unique
 */
export function createOrigins(table: string): Origins {
  const name = identifier(table);

  const kindsOf = async (transaction: Transaction, graph: KindGraph, userId: string): Promise<Kind[]> => {
    const rows = await transaction.queryRows(`SELECT DISTINCT kind FROM ${name} WHERE user_id = $1`, [
      userId,
    ]);
    const known = new Set(rows.map(([kind]) => kind));
    return graph.kinds.filter((kind) => known.has(kind.name));
  };

  /** A row that is gone has none; nor has one whose origin is another row of the user, as no two may be known by one UUID. */
  const rowsOfKind = (kind: Kind, userId: string): string => {
    const own = (id: string): string =>
      `SELECT FROM ${relationOf(kind)} t WHERE ${hasId(kind, 't', id)} AND ${ownedBy(kind, 't', literal(userId))}`;
    return `(SELECT o.id, o.origin FROM ${name} o WHERE o.user_id = ${literal(userId)} AND o.kind = ${literal(kind.name)}
      AND EXISTS (${own('o.id')}) AND NOT EXISTS (${own('o.origin')}))`;
  };

  const rowsOf: Origins['rowsOf'] = async (transaction, graph, userId) => {
    const kinds = await kindsOf(transaction, graph, userId);
    return new Map(kinds.map((kind) => [kind, rowsOfKind(kind, userId)]));
  };

  const forget = (transaction: Transaction, graph: KindGraph, kind: Kind, userId: string): Promise<number> =>
    transaction.execute(
      `DELETE FROM ${name} o WHERE o.user_id = $1 AND o.kind = ${literal(kind.name)} AND NOT EXISTS (
         SELECT FROM ${relationOf(kind)} t WHERE ${hasId(kind, 't', 'o.id')} AND ${ownedBy(kind, 't')} AND NOT EXISTS (
           SELECT FROM ${IDENTITY} i WHERE i.target = t.id AND i.kind = ${kindNumber(graph, kind)} AND i.mine IS NOT TRUE))`,
      [userId],
    );

  return {
    rowsOf,
    async collect(transaction, graph, userId) {
      const known = [...(await rowsOf(transaction, graph, userId))];
      if (known.length === 0) return;
      const found = known.map(
        ([kind, rows]) => `SELECT ${kindNumber(graph, kind)}::smallint, r.id, r.origin FROM ${rows} r`,
      );
      await transaction.execute(
        `INSERT INTO ${STAGED_ORIGIN} (kind, id, origin) ${found.join(' UNION ALL ')}`,
      );
      await transaction.query(`ANALYZE ${STAGED_ORIGIN}`);
    },
    async settle(transaction, graph, userId) {
      for (const kind of await kindsOf(transaction, graph, userId))
        await forget(transaction, graph, kind, userId);
      const singletons = graph.kinds.filter((kind) => kind.singleton);
      await transaction.execute(
        `INSERT INTO ${name} (user_id, kind, id, origin)
         SELECT $1, ($2::text[])[i.kind + 1], i.target, ${CANONICAL_ID} FROM ${IDENTITY} i
         WHERE i.target <> ${CANONICAL_ID}
           -- Links are known by what they link.
           AND NOT (i.kind = ANY ($4::smallint[]))
           -- A singleton that was there is met whatever its UUID: it stays who it is.
           AND NOT (i.mine IS TRUE AND i.kind = ANY ($3::smallint[]))
           AND NOT EXISTS (SELECT FROM ${STAGED_ORIGIN} known WHERE known.kind = i.kind AND known.id = i.target)
         ON CONFLICT DO NOTHING`,
        [
          userId,
          graph.kinds.map((kind) => kind.name),
          singletons.map((kind) => String(kindNumber(graph, kind))),
          graph.kinds.filter(isLinkKind).map((kind) => String(kindNumber(graph, kind))),
        ],
      );
    },
  };
}
