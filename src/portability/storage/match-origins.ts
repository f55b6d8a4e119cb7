/** Lets staged rows meet those of the importer that are known by the same UUID, whatever UUIDs the two have. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { kindAt } from './findings.js';
import { ownedBy, relationOf } from './host-table.js';
import { CANONICAL_ID, IDENTITY, STAGED_ORIGIN } from './sql.js';
import { kindNumber } from './staging.js';
import type { Transaction } from './transaction.js';

/** Where origins are, of staged rows or of the importer's. */
export interface FoundOrigins {
  /** Whether there are any. */
  readonly any: boolean;
  /** The kinds of which staged rows have one. */
  readonly staged: readonly Kind[];
}

/** Decides the identities of the rows that the importer has under another UUID than the archive; what is left, others decide. */
export async function matchOrigins(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
): Promise<FoundOrigins> {
  const found = await transaction.queryRows(
    `SELECT DISTINCT kind, true FROM ${IDENTITY} WHERE origin IS NOT NULL
     UNION ALL SELECT NULL, false WHERE EXISTS (SELECT FROM ${STAGED_ORIGIN})`,
  );
  if (found.length === 0) return { any: false, staged: [] };
  const staged = found.flatMap(([kind]) =>
    kind === null || kind === undefined ? [] : [kindAt(graph, kind)],
  );
  await transaction.execute(
    `UPDATE ${IDENTITY} i SET target = r.id, mine = true FROM ${STAGED_ORIGIN} r
     WHERE r.kind = i.kind AND r.origin = ${CANONICAL_ID}`,
  );
  for (const kind of staged) {
    await transaction.execute(
      `UPDATE ${IDENTITY} i SET target = t.id, mine = true FROM ${relationOf(kind)} t
       WHERE i.kind = ${kindNumber(graph, kind)} AND i.origin = t.id AND ${ownedBy(kind, 't')}`,
      [userId],
    );
  }
  // A row that is met by what it is known by is not met a second time by its own UUID.
  await transaction.execute(
    `UPDATE ${IDENTITY} i SET mine = false FROM ${IDENTITY} met
     WHERE met.kind = i.kind AND met.target = i.id AND met.mine AND met.id <> i.id AND i.target = i.id AND i.mine`,
  );
  return { any: true, staged };
}
