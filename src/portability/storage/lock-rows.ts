/** Keeps others from changing a user's rows until the transaction ends. */
import type { KindGraph } from '../archive/graph.js';
import { identifier, tableOf } from './sql.js';
import type { Transaction } from './transaction.js';

/**
 * Locks every row of the user, in one statement; whoever wants to change one waits until the transaction ends. To be called first of
 * all in the transaction, so that its snapshot is as old as the locks. Rows that others insert meanwhile are not kept away.
 * @throws the database's 40001 where a row was changed while this waited for it: try again in a new transaction
 */
export async function lockRows(transaction: Transaction, graph: KindGraph, userId: string): Promise<void> {
  // Those that somebody works on come first: the shorter it takes to reach them, the rarer they change on the way.
  const locks = (['>', '<='] as const).flatMap((age) =>
    graph.kinds.map(
      (kind) =>
        `SELECT id FROM ${tableOf(kind)} WHERE user_id = $1 AND updated_at ${age} statement_timestamp() - interval '10 minutes' ORDER BY id FOR UPDATE`,
    ),
  );
  const names = locks.map((_, index) => identifier(`lock_${index}`));
  await transaction.query(
    `WITH ${locks.map((sql, index) => `${names[index]} AS MATERIALIZED (${sql})`).join(', ')}
     SELECT ${names.map((name) => `(SELECT count(*) FROM ${name})`).join(' + ')} AS locked`,
    [userId],
  );
}
