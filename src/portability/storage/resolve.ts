/** Rewrites the references of staged rows to where the rows will live, in columns and in Markdown. */
import { randomBytes } from 'node:crypto';
import type { Kind, KindField } from '../archive/define-kind.js';
import { UUID, WHOLE_UUID } from '../archive/uuid.js';
import { FEW_ROWS, IDENTITY, identifier, KEPT, literal, OUTSIDE, REMAP, UNRESOLVED } from './sql.js';
import { draftFreshNumbers, NUMBERED, numberedKinds } from './numbered-ids.js';
import { isLinkKind } from './host-columns.js';
import { kindNumber, type Staging } from './staging.js';

/** What a mode reads a kind's rows from: a table, or a query in brackets. */
export type RowSource = Staging['rowsOf'];

/** Rows of the archive under the UUIDs that they will have. */
export interface ReadRows {
  readonly source: RowSource;
  /** The same rows with all that staging has of them: their place, and beside what is renamed what the archive has, see `archivedColumn`. */
  readonly archived: RowSource;
}

/** Rows of the archive that meet existing ones by their `id`. */
export interface ResolvedRows extends ReadRows {
  /** The UUIDs of the importer's rows that do not go where a mode deletes: those that rows of the archive meet, and those that stay as they are. */
  readonly present: RowSource;
}

/** The column of `archived` that holds the archive's own UUID of a row. */
export const ARCHIVED_ID = 'row__id';

/** The column of `archived` that holds what the archive has in a column whose UUIDs are renamed. */
export const archivedColumn = (column: string): string => `${column}__archived`;

/** Under which UUIDs rows of the archive will live, as SQL. */
interface Renaming {
  /** The table of the UUIDs that change, in its column `id`. */
  readonly table: string;
  /** The new UUID of a row of that table. */
  target(alias: string): string;
  /** The new UUID of one that is in a column, and the join that it takes. */
  inColumn(column: string, alias: string): { readonly value: string; readonly join: string };
}

const REMAPPED: Renaming = {
  table: REMAP,
  target: (alias) => `${alias}.target`,
  inColumn: (column, alias) => ({
    value: `COALESCE(${alias}.target, ${column})`,
    join: ` LEFT JOIN ${REMAP} ${alias} ON ${alias}.id = ${column}`,
  }),
};

/**
 * Resolves what is staged by `stage_remap`, wherever it is read. Of many rows of which none changes its UUID, staging serves as it is;
 * of few not, or the time of a preview would tell which UUIDs somebody else has.
 * @param rows that are staged, all in all
 * @param keepsRows whether `stage_kept` is there
 */
export async function resolveRows(
  { transaction, graph, rowsOf }: Staging,
  rows: number,
  keepsRows: boolean,
): Promise<ResolvedRows> {
  const withPresent = (resolved: ReadRows): ResolvedRows => ({
    ...resolved,
    present: keepsRows
      ? (kind) =>
          `(SELECT r.id FROM ${resolved.source(kind)} r UNION ALL SELECT k.id FROM ${KEPT} k WHERE k.kind = ${kindNumber(graph, kind)})`
      : resolved.source,
  });
  if (rows > FEW_ROWS) {
    const [row] = await transaction.query<{ any: string }>(`SELECT EXISTS (SELECT FROM ${REMAP}) AS any`);
    if (row?.any !== 't') {
      return withPresent({ source: rowsOf, archived: stagedAsArchived(rowsOf) });
    }
  }
  return withPresent(renamedRows(rowsOf, REMAPPED));
}

const renamedRows = (rowsOf: RowSource, renaming: Renaming): ReadRows => ({
  source: (kind) => `(${resolved(kind, rowsOf(kind), renaming)})`,
  archived: (kind) =>
    `(${resolved(kind, rowsOf(kind), renaming, `, s.row__location, ${archivedColumns(kind)}`)})`,
});

/** Rows as they are staged, with the columns of `archived`. */
export const stagedAsArchived =
  (rowsOf: RowSource): RowSource =>
  (kind) =>
    `(SELECT s.*, ${archivedColumns(kind)} FROM ${rowsOf(kind)} s)`;

function archivedColumns(kind: Kind): string {
  const renamed = [
    ...(kind.parent ? [kind.parent.column] : []),
    ...kind.fields.filter((field) => isLink(field) || field.type === 'markdown').map(({ column }) => column),
  ];
  return [
    `s.id AS ${ARCHIVED_ID}`,
    ...renamed.map((column) => `s.${identifier(column)} AS ${identifier(archivedColumn(column))}`),
  ].join(', ');
}

/**
 * Gives every staged row a fresh UUID: one that is derived from its own and a secret of this import, so that whatever refers to it
 * has it by itself, without a look-up. References that lead outside lead to the importer's own rows.
 * @param leadsOutside whether there may be such
 */
export async function freshRows(staging: Staging, leadsOutside: boolean): Promise<ReadRows> {
  const { transaction, rowsOf } = staging;
  const seeds = [randomSeed(), randomSeed()] as const;
  const own: Renaming = {
    table: IDENTITY,
    target: (alias) => freshUuid(`${alias}.id`, seeds),
    inColumn: leadsOutside
      ? (column, alias) => ({
          value: `COALESCE(${alias}.own, ${freshUuid(column, seeds)})`,
          join: ` LEFT JOIN ${OWN} ${alias} ON ${alias}.target = ${column}`,
        })
      : (column) => ({ value: freshUuid(column, seeds), join: '' }),
  };
  const numbered = numberedKinds(staging);
  const areKnown = numbered.length === 0 && !staging.archived.some(isLinkKind);
  const renaming = areKnown ? own : withNumbers(own);
  if (!areKnown) await draftFreshNumbers(staging, numbered);
  if (leadsOutside)
    await transaction.query(
      `CREATE TEMPORARY TABLE ${OWN.replace('pg_temp.', '')} ON COMMIT DROP AS
       SELECT DISTINCT u.target, u.own FROM ${UNRESOLVED} u WHERE ${OUTSIDE} AND u.own IS NOT NULL; ANALYZE ${OWN}`,
    );
  // For the links within texts, which are looked for one by one.
  await transaction.query(`CREATE INDEX ON ${IDENTITY} (id)`);
  return renamedRows(rowsOf, renaming);
}

/** The same, with rows whose ids are numbers where those are counted, and links under what they link. */
const withNumbers = ({ table, target, inColumn }: Renaming): Renaming => ({
  table,
  target: (alias) =>
    `COALESCE((SELECT n.target FROM ${NUMBERED} n WHERE n.id = ${alias}.id), ${target(alias)})`,
  inColumn: (column, alias) => {
    const { value, join } = inColumn(column, alias);
    return {
      value: `COALESCE(n${alias}.target, ${value})`,
      join: `${join} LEFT JOIN ${NUMBERED} n${alias} ON n${alias}.id = ${column}`,
    };
  },
});

/** Where references that lead outside lead. */
const OWN = 'pg_temp.stage_own';

/** A bigint of PostgreSQL. */
const randomSeed = (): string => `(${randomBytes(8).readBigInt64BE()})::bigint`;

/**
 * Version 4 (RFC 9562, section 5.4), as random as the seeds; of null, null. A keyed hash, and none for cryptography: it costs a quarter
 * of that, and who knows no seed cannot aim at anything.
 */
function freshUuid(id: string, [first, second]: readonly [string, string]): string {
  const half = (seed: string, mask: string, bits: string): string =>
    `lpad(to_hex(hashtextextended(${id}, ${seed}) & ${mask} | ${bits}), 16, '0')`;
  // The version is in the last 16 bits of the first half, the variant in the first two of the second.
  return `(${half(first, '~61440::bigint', '16384')} || ${half(second, '4611686018427387903', '(-9223372036854775808)::bigint')})::uuid::text`;
}

/** The query for a kind's rows, as they are staged, with every UUID where it will live. @param more columns, each behind a comma */
function resolved(kind: Kind, rows: string, renaming: Renaming, more = ''): string {
  const joins: string[] = [];
  const renamed = (name: string): string => {
    const { value, join } = renaming.inColumn(`s.${identifier(name)}`, `m_${joins.length}`);
    joins.push(join);
    return `${value} AS ${identifier(name)}`;
  };
  const columns = [
    renamed('id'),
    ...(kind.parent ? [renamed(kind.parent.column)] : []),
    ...kind.fields.map((field) => {
      if (isLink(field)) return renamed(field.column);
      if (field.type === 'markdown') return `${renamedText(field, renaming)} AS ${identifier(field.column)}`;
      return `s.${identifier(field.column)}`;
    }),
  ];
  return `SELECT ${columns.join(', ')}${more} FROM ${rows} s${joins.join('')}`;
}

const isLink = (field: KindField): boolean => field.type === 'reference' || field.type === 'media';

/** The first two tests are for texts without any UUID, which are most of them. Then: text between the UUIDs and the UUIDs themselves, put together again with those that changed. */
function renamedText(field: KindField, { table, target }: Renaming): string {
  const column = `s.${identifier(field.column)}`;
  return `CASE WHEN ${column} LIKE '%-____-____-____-%' AND ${column} ~* ${literal(UUID)} THEN (
    SELECT string_agg(p.piece || COALESCE(${target('t')}, p.found[1], ''), '' ORDER BY p.nth)
    FROM ROWS FROM (
      regexp_split_to_table(${column}, ${literal(WHOLE_UUID)}, 'i'),
      regexp_matches(${column}, ${literal(`(${WHOLE_UUID})`)}, 'gi')
    ) WITH ORDINALITY AS p(piece, found, nth)
    LEFT JOIN ${table} t ON t.id = lower(p.found[1])
  ) ELSE ${column} END`;
}
