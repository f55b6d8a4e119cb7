/** Rewrites the references of staged rows to where the rows will live, in columns and in Markdown. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { UUID, WHOLE_UUID } from '../archive/uuid.js';
import { FEW_ROWS, IDENTITY, identifier, literal, REMAP, resolvedOf, stageOf } from './sql.js';
import type { Transaction } from './transaction.js';

/** What a mode reads a kind's rows from: a table, or a query in brackets. */
export type RowSource = (kind: Kind) => string;

/**
 * Resolves what is staged by `stage_remap`. Few rows are resolved wherever they are read, also where nothing changes its UUID, or the
 * time of a preview would tell which UUIDs somebody else has. Of many, where nothing changes, staging serves as it is; else they are
 * resolved once, into tables: to make those for few rows takes longer than all the rest.
 * @param rows that are staged, all in all
 */
export async function resolveRows(
  transaction: Transaction,
  graph: KindGraph,
  rows: number,
): Promise<RowSource> {
  if (rows <= FEW_ROWS) return (kind) => `(${resolved(kind)})`;
  const [row] = await transaction.query<{ any: string }>(`SELECT EXISTS (SELECT FROM ${REMAP}) AS any`);
  if (row?.any !== 't') return stageOf;
  for (const kind of graph.kinds) {
    await transaction.query(
      `CREATE TEMPORARY TABLE ${identifier(`resolved_${kind.table}`)} ON COMMIT DROP AS ${resolved(kind)}`,
    );
  }
  await transaction.query(graph.kinds.map((kind) => `ANALYZE ${resolvedOf(kind)} (id)`).join(';'));
  return resolvedOf;
}

/** The query for a kind's rows with every UUID where it will live. */
function resolved(kind: Kind): string {
  const links = [
    ...(kind.parent ? [kind.parent.column] : []),
    ...kind.fields.filter(isLink).map((field) => field.column),
  ];
  const remapped = (column: string): string =>
    `COALESCE(m_${links.indexOf(column)}.target, s.${identifier(column)})`;
  const columns = [
    'COALESCE(m.target, s.id) AS id',
    ...(kind.parent ? [`${remapped(kind.parent.column)} AS ${identifier(kind.parent.column)}`] : []),
    ...kind.fields.map((field) => `${expression(field, remapped)} AS ${identifier(field.column)}`),
  ];
  const joins = links.map(
    (column, index) => ` LEFT JOIN ${REMAP} m_${index} ON m_${index}.id = s.${identifier(column)}`,
  );
  return `SELECT ${columns.join(', ')} FROM ${stageOf(kind)} s LEFT JOIN ${REMAP} m ON m.id = s.id${joins.join('')}`;
}

/** Gives every staged row a fresh UUID. */
export async function assignFreshIdentities(transaction: Transaction): Promise<void> {
  await transaction.query(`TRUNCATE ${REMAP}`);
  await transaction.execute(`INSERT INTO ${REMAP} SELECT id, gen_random_uuid()::text FROM ${IDENTITY}`);
  await transaction.query(`ANALYZE ${REMAP}`);
}

const isLink = (field: KindField): boolean => field.type === 'reference' || field.type === 'media';

function expression(field: KindField, remapped: (column: string) => string): string {
  const column = `s.${identifier(field.column)}`;
  if (isLink(field)) return remapped(field.column);
  if (field.type !== 'markdown') return column;
  // The first test is for texts without any, which are most of them, and is cheaper. Then: text between the UUIDs and the UUIDs themselves, put together again with those that changed.
  return `CASE WHEN ${column} ~* ${literal(UUID)} THEN (
    SELECT string_agg(p.piece || COALESCE(t.target, p.found[1], ''), '' ORDER BY p.nth)
    FROM ROWS FROM (
      regexp_split_to_table(${column}, ${literal(WHOLE_UUID)}, 'i'),
      regexp_matches(${column}, ${literal(`(${WHOLE_UUID})`)}, 'gi')
    ) WITH ORDINALITY AS p(piece, found, nth)
    LEFT JOIN ${REMAP} t ON t.id = lower(p.found[1])
  ) ELSE ${column} END`;
}
