/** Writes arbitrary data straight into the tables and the blob store, by SQL derived from the kinds. */
import { blobKey, type BlobStore } from '../blobs.js';
import { columnType, identifier, type Kind, type KindGraph } from '../kinds.js';
import { tableOf } from '../storage/host-columns.js';
import { fence, insertedColumns } from '../storage/table-row.js';
import type { Graph, GraphRow } from './graph-arbitrary.js';
import { sha256Of } from './media-files.js';

/** A DataSource, a QueryRunner, or anything else that resolves to the rows of a query. */
export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** What rows and files are written to. */
export interface Seeded {
  readonly dataSource: Queryable;
  readonly blobs: BlobStore;
  readonly graph: Pick<KindGraph, 'writeOrder'>;
}

/**
 * Adds arbitrary data to what a user has. Where ids are not of the host's choice, `givenIds` comes first.
 * @example await seed({ dataSource, blobs, graph }, userId, data);
 */
export async function seed({ dataSource, blobs, graph }: Seeded, userId: string, data: Graph): Promise<void> {
  for (const bytes of data.files.values())
    await blobs.put(blobKey(userId, sha256Of(bytes)), chunks(bytes), bytes.length);
  for (const kind of graph.writeOrder) await insertRows(dataSource, userId, kind, data.rows[kind.name] ?? []);
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

/** Writes rows of one kind in one statement. */
export async function insertRows(
  database: Queryable,
  userId: string,
  kind: Kind,
  rows: readonly GraphRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const key = kind.blob?.keyColumn;
  const columns = [
    { name: 'id', type: 'text' },
    ...(kind.parent ? [{ name: kind.parent.column, type: 'text' }] : []),
    ...(key === undefined ? [] : [{ name: key, type: 'text' }]),
    ...kind.fields.map((field) => ({ name: field.column, type: columnType(field) })),
  ];
  const documents = rows.map((row) => ({
    id: row.id,
    ...(kind.parent ? { [kind.parent.column]: row.parentId } : {}),
    ...(kind.blob ? { [kind.blob.keyColumn]: blobKey(userId, String(row.values[kind.blob.sha256])) } : {}),
    ...Object.fromEntries(kind.fields.map((field) => [field.column, row.values[field.key]])),
  }));
  // JSON stands as its own text in the rows, so that no number in it passes through a double.
  const taken = columns.map(({ name, type }) => `${identifier(name)} ${type === 'jsonb' ? 'text' : type}`);
  const given = columns.map(({ name, type }) =>
    type === 'jsonb' ? `${identifier(name)}::jsonb AS ${identifier(name)}` : identifier(name),
  );
  const { names, values } = insertedColumns(kind, 'r');
  await database.query(
    `INSERT INTO ${tableOf(kind)} (${names}${key === undefined ? '' : `, ${identifier(key)}`}) OVERRIDING SYSTEM VALUE
     SELECT ${values}${key === undefined ? '' : `, r.${identifier(key)}`}
     FROM (SELECT ${given.join(', ')} FROM json_to_recordset($2) AS row(${taken.join(', ')})) r WHERE ${fence(kind, 'r')}`,
    [userId, JSON.stringify(documents)],
  );
}
