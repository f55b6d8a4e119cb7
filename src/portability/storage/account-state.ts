/** Tells one state of an account from another, by one pass over its rows. Every statement here is fenced by user_id. */
import { createHash } from 'node:crypto';
import type { KindGraph } from '../archive/graph.js';
import { ownedBy, relationOf } from './host-table.js';
import { versionOf } from './sql.js';
import type { Transaction } from './transaction.js';

/**
 * SHA-256 in hexadecimal over how many rows of each kind the user has and what they are: the same wherever the same rows are there, in
 * whatever order they were written. It changes with anything that travels.
 */
export async function accountState(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
): Promise<string> {
  const rows = await transaction.queryRows(
    graph.kinds
      .map(
        (kind, index) =>
          `SELECT ${index}, count(*), bit_xor(${versionOf(kind, 't')}) FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')}`,
      )
      .join(' UNION ALL '),
    [userId],
  );
  const kinds = rows.map(([index, ...found]) => [graph.kinds[Number(index)]?.name, ...found]);
  return createHash('sha256')
    .update(JSON.stringify(kinds.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))))
    .digest('hex');
}
