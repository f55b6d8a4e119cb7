/** Writes users and graphs straight into the tables, and reads them back, by SQL derived from the kinds. */
import { FORMAT } from '../../src/carol/graph.js';
import { randomUUID } from 'node:crypto';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { type Kind, type KindField, createGraph } from '../../src/portability/kinds.js';
import { insertRows, type Queryable } from '../../src/portability/testing/seed.js';
import type { Graph, GraphRow } from '../../src/portability/testing/graph-arbitrary.js';
import type { FieldValue } from '../../src/portability/testing/field-arbitraries.js';

export { insertRows, type Queryable };

const quoted = (name: string): string => `"${name}"`;

/** A new user who cannot sign in. Returns the id. */
export async function insertUser(database: Queryable): Promise<string> {
  const id = randomUUID();
  await database.query('INSERT INTO "user" (id, email) VALUES ($1, $2)', [id, `${id}@example.org`]);
  return id;
}

/** Writes all rows of a graph, one statement per kind. The files are the caller's to store; their rows are written. */
export async function seedGraph(
  database: Queryable,
  userId: string,
  graph: Graph,
  kinds: readonly Kind[] = CAROL_KINDS,
): Promise<void> {
  for (const kind of createGraph(kinds, FORMAT).writeOrder)
    await insertRows(database, userId, kind, graph.rows[kind.name] ?? []);
}

/** All rows of a user, each kind's by id, in the spelling of `graphArbitrary`; compare with `sortedRows`. */
export async function readRows(
  database: Queryable,
  userId: string,
  kinds: readonly Kind[] = CAROL_KINDS,
): Promise<Graph['rows']> {
  const rows: Record<string, readonly GraphRow[]> = {};
  for (const kind of kinds) {
    const values = kind.fields.map((field) => `${selected(field)} AS ${quoted(field.key)}`);
    const parent = kind.parent ? `, ${quoted(kind.parent.column)} AS "#parent"` : '';
    const found = (await database.query(
      `SELECT id AS "#id"${parent}, ${values.join(', ')} FROM ${quoted(kind.table)} WHERE user_id = $1 ORDER BY id`,
      [userId],
    )) as readonly (Record<string, FieldValue> & { '#id': string; '#parent'?: string })[];
    rows[kind.name] = found.map(({ '#id': id, '#parent': parentId, ...fields }) => ({
      id,
      ...(parentId === undefined ? {} : { parentId }),
      values: fields,
    }));
  }
  return rows;
}

function selected(field: KindField): string {
  const column = quoted(field.column);
  switch (field.type) {
    case 'integer':
      return field.big ? `${column}::float8` : column;
    case 'date':
      return `to_char(${column}, 'YYYY-MM-DD')`;
    case 'timestamp':
      return `rtrim(rtrim(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z'`;
    case 'decimal':
    case 'json':
      return `${column}::text`;
    default:
      return column;
  }
}

/** A graph's rows with each kind's by id. */
export const sortedRows = ({ rows }: Pick<Graph, 'rows'>): Graph['rows'] =>
  Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [
      name,
      [...list].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)),
    ]),
  );
