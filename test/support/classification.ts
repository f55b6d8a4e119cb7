/** Holds the tables of a database against the kinds: what is neither archived nor left out, and what differs. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Field, type Kind, type KindField, columnType } from '../../src/portability/kinds.js';
import type { Queryable } from './rows.js';

export interface TableColumn {
  /** As PostgreSQL's format_type spells it. */
  readonly type: string;
  readonly nullable: boolean;
  /** The expression; undefined where there is none, or where the column is generated. */
  readonly default: string | undefined;
}

/** By table, then by column. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, TableColumn>>;

/** All tables of the schema that is in use. */
export async function readTables(database: Queryable): Promise<Tables> {
  const rows = (await database.query(`
    SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
      NOT a.attnotnull AS nullable, CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS default
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relnamespace = current_schema()::regnamespace
    ORDER BY c.relname, a.attnum`)) as readonly {
    table: string;
    column: string;
    type: string;
    nullable: boolean;
    default: string | null;
  }[];
  const tables = new Map<string, Map<string, TableColumn>>();
  for (const row of rows) {
    const columns = tables.get(row.table) ?? new Map<string, TableColumn>();
    columns.set(row.column, { type: row.type, nullable: row.nullable, default: row.default ?? undefined });
    tables.set(row.table, columns);
  }
  return tables;
}

const KINDS = 'src/carol/kinds';
const LIST = `NEVER_ARCHIVED in ${KINDS}/index.ts`;

/** The file that declares a kind, relative to the root of the project. */
function fileOf(kind: Kind): string {
  const folder = new URL(`../../${KINDS}/`, import.meta.url);
  const declaration = new RegExp(`table: '${kind.table}'`);
  const file = readdirSync(folder).find((name) =>
    declaration.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  return `${KINDS}/${file ?? 'index.ts'}`;
}

/** One sentence per fault, with the file to edit; none where all is well. */
export function classify(
  tables: Tables,
  kinds: readonly Kind[],
  neverArchived: Readonly<Record<string, string>>,
): readonly string[] {
  const byTable = new Map(kinds.map((kind) => [kind.table, kind]));
  const unclassified = [...tables.keys()]
    .filter((table) => !byTable.has(table) && !Object.hasOwn(neverArchived, table))
    .map(
      (table) =>
        `${table} is neither archived nor left out with a reason: declare a kind of it in ${KINDS}, or add it to ${LIST}`,
    );
  const gone = Object.keys(neverArchived)
    .filter((table) => !tables.has(table))
    .map((table) => `${table} is in ${LIST}, but there is no such table`);
  const both = kinds
    .filter((kind) => Object.hasOwn(neverArchived, kind.table))
    .map((kind) => `${kind.table} is archived by ${fileOf(kind)} and in ${LIST}: decide`);
  return [
    ...unclassified,
    ...gone,
    ...both,
    ...kinds.flatMap((kind) => faultsOf(kind, tables.get(kind.table))),
  ];
}

function faultsOf(kind: Kind, columns: ReadonlyMap<string, TableColumn> | undefined): readonly string[] {
  const file = fileOf(kind);
  if (!columns) return [`${kind.table} is declared in ${file}, but there is no such table`];
  const fields = new Map(kind.fields.map((field) => [field.column, field]));
  const keys = ['id', ...(kind.parent ? [kind.parent.column] : [])];
  const declared = [...keys, ...fields.keys(), ...Object.keys(kind.omitted)];
  const unclassified = [...columns.keys()]
    .filter((column) => !declared.includes(column))
    .map(
      (column) =>
        `${kind.table}.${column} is neither archived nor left out with a reason: add it to ${file}, as a field or under omitted`,
    );
  const gone = declared
    .filter((column) => !columns.has(column))
    .map((column) => `${kind.table}.${column} is declared in ${file}, but the table has no such column`);
  const different = [...fields].flatMap(([name, field]) => differences(kind, field, columns.get(name)));
  const wrongKeys = [...keys, 'user_id'].filter(
    (key) => columns.get(key)?.nullable || (columns.get(key)?.type ?? 'text') !== 'text',
  );
  return [
    ...unclassified,
    ...gone,
    ...different,
    ...wrongKeys.map((key) => `${kind.table}.${key} is not text, or may be null`),
  ];
}

function differences(kind: Kind, field: KindField, column: TableColumn | undefined): readonly string[] {
  if (!column) return [];
  const [name, file] = [field.column, fileOf(kind)];
  const at = `${kind.table}.${name}`;
  const faults: string[] = [];
  if (column.type !== columnType(field))
    faults.push(`${at} is ${column.type}, but ${file} makes it ${columnType(field)}`);
  if (column.nullable !== field.nullable) {
    const [is, says] = column.nullable ? ['may be null', 'may not'] : ['may not be null', 'may'];
    faults.push(`${at} ${is}, but ${file} says that it ${says}`);
  }
  if (!defaultsAgree(field, name, column)) {
    faults.push(`${at} has another default than ${file} says: ${column.default ?? 'none'}`);
  }
  return faults;
}

/** What a key that is left out means in an archive, a column that is left out means in the table. */
function defaultsAgree(field: Field, name: string, column: TableColumn): boolean {
  const value = column.default?.replace(/::[a-z[\]]+$/, '');
  if (field.default !== undefined) {
    return value === (typeof field.default === 'string' ? `'${field.default}'` : String(field.default));
  }
  if (field.type === 'textList' || field.type === 'json') return value === `'{}'`;
  return value === (name === 'created_at' || name === 'updated_at' ? 'now()' : undefined);
}
