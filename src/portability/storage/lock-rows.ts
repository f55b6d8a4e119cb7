/** Keeps others from changing a user's rows until the transaction ends. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { changedColumn, ownedBy, relationOf } from './host-table.js';
import { identifier } from './sql.js';
import type { Transaction } from './transaction.js';

const AGES = ['>', '<='] as const;
type Age = (typeof AGES)[number];

/** Rows under SHARE can be locked by others under SHARE, too, and be changed by none. */
export type RowLock = 'SHARE' | 'UPDATE';

/**
 * Locks every row of the user, in one statement; whoever wants to change one waits until the transaction ends. Rows that others insert
 * meanwhile are not kept away.
 * @throws the database's 40001 where a row was changed since the snapshot of a REPEATABLE READ transaction
 */
export async function lockRows(
  transaction: Transaction,
  graph: KindGraph,
  { userId, lock }: { readonly userId: string; readonly lock: RowLock },
): Promise<void> {
  // Those that somebody works on come first: the shorter it takes to reach them, the rarer they change on the way.
  const locks = AGES.flatMap((age) =>
    kindsOfAge(graph, age).map(
      (kind) =>
        `SELECT t.id FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')}${isOfAge(kind, age)} ORDER BY t.id FOR ${lock} OF t`,
    ),
  );
  const names = locks.map((_, index) => identifier(`lock_${index}`));
  await transaction.query(
    `WITH ${locks.map((sql, index) => `${names[index]} AS MATERIALIZED (${sql})`).join(', ')}
     SELECT ${names.map((name) => `(SELECT count(*) FROM ${name})`).join(' + ')} AS locked`,
    [userId],
  );
}

/** Rows of tables that do not say when they were changed are all taken for old. */
const kindsOfAge = (graph: KindGraph, age: Age): readonly Kind[] =>
  age === '<=' ? graph.kinds : graph.kinds.filter((kind) => changedColumn(kind) !== undefined);

function isOfAge(kind: Kind, age: Age): string {
  const column = changedColumn(kind);
  return column === undefined ? '' : ` AND t.${column} ${age} statement_timestamp() - interval '10 minutes'`;
}
