/** What media rows say of blobs: which are staged, which are held, which an import let go. */
import type { Kind, KindField } from '../archive/define-kind.js';
import { fieldOf } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { identifier, stageOf, tableOf } from './sql.js';
import type { Transaction } from './transaction.js';

const digestField = (kind: Kind): KindField => fieldOf(kind, kind.blob?.sha256 ?? '');

/** One staged media row per digest. */
export async function stagedDigests(
  transaction: Transaction,
  graph: KindGraph,
): Promise<{ readonly id: string; readonly sha256: string }[]> {
  const kind = graph.blobKind;
  if (!kind) return [];
  const digest = identifier(digestField(kind).column);
  return transaction.query(
    `SELECT DISTINCT ON (${digest}) id, ${digest} AS sha256 FROM ${stageOf(kind)} ORDER BY ${digest}, id`,
  );
}

/** Those of the given keys that a row of the user refers to. */
export async function heldBlobKeys(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const kind = graph.blobKind;
  if (!kind?.blob) return new Set();
  const column = identifier(kind.blob.keyColumn);
  const rows = await transaction.query<{ key: string }>(
    `SELECT DISTINCT ${column} AS key FROM ${tableOf(kind)} WHERE user_id = $1 AND ${column} = ANY ($2)`,
    [userId, keys],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Every key that a row of the user refers to now. */
export async function allBlobKeys(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
): Promise<string[]> {
  const kind = graph.blobKind;
  if (!kind?.blob) return [];
  const column = identifier(kind.blob.keyColumn);
  const rows = await transaction.query<{ key: string }>(
    `SELECT DISTINCT ${column} AS key FROM ${tableOf(kind)} WHERE user_id = $1`,
    [userId],
  );
  return rows.map(({ key }) => key);
}
