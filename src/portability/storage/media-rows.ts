/** What media rows say of blobs: which are staged, which are referred to, and under which keys an import's files lie. */
import type { Kind, KindField } from '../archive/define-kind.js';
import { fieldOf } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { tableOf } from './host-columns.js';
import { joinOwn, ownedBy, relationOf } from './host-table.js';
import { tableRow } from './table-row.js';
import { identifier, STAGED_BLOB } from './sql.js';
import type { Staging } from './staging.js';
import type { RowSource } from './resolve.js';
import type { Transaction } from './transaction.js';

const digestField = (kind: Kind): KindField => fieldOf(kind, kind.blob?.sha256 ?? '');

/** A file of staged media rows, with the keys under which the importer's own rows have it already. */
export interface StagedFile {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly ownKeys: readonly string[];
}

/**
 * The staged files, one for each digest; with `source`, only those of rows that are new, or that the importer has with the same file.
 * The rows that `ownKeys` come from are locked until the transaction ends: whoever deletes one
 * of them has to wait, so that a key which is used again is the key of a row that is there at the commit.
 */
export async function stagedFiles(
  { transaction, graph, rowsOf }: Staging,
  userId: string,
  source?: RowSource,
): Promise<readonly StagedFile[]> {
  const kind = graph.blobKind;
  if (!kind?.blob) return [];
  const digest = identifier(digestField(kind).column);
  const size = identifier(fieldOf(kind, kind.blob.byteSize).column);
  const key = identifier(kind.blob.keyColumn);
  const staged = await transaction.queryRows(
    source
      ? `SELECT DISTINCT ON (s.${digest}) s.${digest}, s.${size} FROM ${source(kind)} s
         ${joinOwn(kind)}
         WHERE t.id IS NULL OR t.${digest} = s.${digest} ORDER BY s.${digest}, s.id`
      : `SELECT DISTINCT ON (${digest}) ${digest}, ${size} FROM ${rowsOf(kind)} ORDER BY ${digest}, id`,
    source ? [userId] : [],
  );
  const own = await transaction.queryRows(
    `SELECT t.${digest}, t.${key} FROM ${relationOf(kind)} t
     WHERE ${ownedBy(kind, 't')} AND EXISTS (SELECT FROM ${rowsOf(kind)} s WHERE s.${digest} = t.${digest}) FOR KEY SHARE OF t`,
    [userId],
  );
  const keys = new Map<string, Set<string>>();
  for (const [sha256, ownKey] of own) {
    const known = keys.get(sha256 ?? '') ?? new Set();
    keys.set(sha256 ?? '', known.add(ownKey ?? ''));
  }
  return staged.map(([sha256, bytes]) => ({
    sha256: sha256 ?? '',
    size: Number(bytes),
    ownKeys: [...(keys.get(sha256 ?? '') ?? [])],
  }));
}

/** The keys under which rows of the user have the files of the given digests. */
export async function keysOfDigests(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  digests: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const kind = graph.blobKind;
  if (!kind?.blob) return new Map();
  const digest = identifier(digestField(kind).column);
  const rows = await transaction.queryRows(
    `SELECT ${digest}, array_to_json(array_agg(DISTINCT ${identifier(kind.blob.keyColumn)})) FROM ${relationOf(kind)} t
     WHERE ${ownedBy(kind, 't')} AND ${digest} = ANY ($2) GROUP BY 1`,
    [userId, digests],
  );
  return new Map(rows.map(([sha256, keys]) => [sha256 ?? '', JSON.parse(keys ?? '[]') as string[]]));
}

/** Says under which key the file of each digest lies: what the rows of media will refer to. */
export async function assignBlobKeys(
  transaction: Transaction,
  keys: ReadonlyMap<string, string>,
): Promise<void> {
  await transaction.query(
    `CREATE TEMPORARY TABLE ${STAGED_BLOB.replace('pg_temp.', '')} (sha256 text PRIMARY KEY, key text NOT NULL) ON COMMIT DROP`,
  );
  await transaction.execute(`INSERT INTO ${STAGED_BLOB} SELECT * FROM unnest($1::text[], $2::text[])`, [
    [...keys.keys()],
    [...keys.values()],
  ]);
}

/**
 * Does `work`, which may delete or change media rows, then lets all rows of the user refer to the assigned keys.
 * @returns the keys that no row refers to any more
 */
export async function releasing(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  work: () => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  const before = await allBlobKeys(transaction, graph, userId);
  await work();
  await healRows(transaction, graph, userId);
  const after = new Set(await allBlobKeys(transaction, graph, userId));
  return before.filter((key) => !after.has(key));
}

/** Lets all rows of the user refer to the assigned keys: those whose own blob was lost or damaged have their file again. */
async function healRows(transaction: Transaction, graph: KindGraph, userId: string): Promise<void> {
  const kind = graph.blobKind;
  if (!kind?.blob) return;
  const key = identifier(kind.blob.keyColumn);
  await transaction.execute(
    `UPDATE ${tableOf(kind)} t SET ${key} = b.key FROM ${STAGED_BLOB} b
     WHERE ${tableRow(kind, 't').isOwn} AND t.${identifier(digestField(kind).column)} = b.sha256 AND t.${key} <> b.key`,
    [userId],
  );
}

/** Those of the given keys that a row of the user refers to. */
export async function referencedBlobKeys(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const kind = graph.blobKind;
  if (!kind?.blob) return new Set();
  const column = identifier(kind.blob.keyColumn);
  const rows = await transaction.query<{ key: string }>(
    `SELECT DISTINCT ${column} AS key FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')} AND ${column} = ANY ($2)`,
    [userId, keys],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Every key that a row of the user refers to now. */
async function allBlobKeys(transaction: Transaction, graph: KindGraph, userId: string): Promise<string[]> {
  const kind = graph.blobKind;
  if (!kind?.blob) return [];
  const column = identifier(kind.blob.keyColumn);
  const rows = await transaction.query<{ key: string }>(
    `SELECT DISTINCT ${column} AS key FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')}`,
    [userId],
  );
  return rows.map(({ key }) => key);
}
