/**
 * A kind's table in SQL. Everything else sees its rows as the engine has them: `id` and links as texts, the owner in `user_id`, fields in
 * the types that staging has. A table that is as the engine would make it is read and written as it is.
 */
import type { Kind } from '../archive/define-kind.js';
import { columnType, storedType } from '../archive/fields.js';
import type { StoredLink, UuidPrefix } from '../archive/storage.js';
import { numberIn, numberOf, uuidOf } from './uuid-of-number.js';
import { identifier } from './sql.js';

/** @example await dataSource.query(`SELECT count(*) FROM ${tableOf(shelves)}`); */
export const tableOf = ({ table, storage: { schema } }: Kind): string =>
  `${schema === undefined ? '' : `${identifier(schema)}.`}${identifier(table)}`;

/** A column of the table: what it holds, and as what the engine has it. */
export interface HostColumn {
  readonly name: string;
  /** The type in staging. */
  readonly type: string;
  /** The type in the table. */
  readonly stored: string;
  /** Where the type in the table is that of numbers which are ids. */
  readonly prefix?: UuidPrefix;
}

/** The columns that hold data: the parent's id and the fields. */
export const hostColumns = (kind: Kind): readonly HostColumn[] => {
  const { idType, links = {} } = kind.storage;
  const link = (
    name: string,
    { type, prefix }: StoredLink = links[name] ?? { type: idType },
  ): HostColumn => ({
    name,
    type: 'text',
    stored: type,
    ...(prefix !== undefined && { prefix }),
  });
  return [
    ...(kind.parent ? [link(kind.parent.column)] : []),
    ...kind.fields.map((field) => {
      if (field.type === 'reference' || field.type === 'media') {
        const column = link(field.column);
        return { ...column, stored: field.stored ?? column.stored };
      }
      return { name: field.column, type: columnType(field), stored: field.stored ?? storedType(field) };
    }),
  ];
};

/** The column of the row's id. */
const idOf = ({ storage: { idColumn, idType, prefix } }: Kind): HostColumn => ({
  name: idColumn,
  type: 'text',
  stored: idType,
  ...(prefix !== undefined && { prefix }),
});

/** The key of a row in the relation, as the table has it, where `id` is a cast of it. */
const KEY = 'row__key';

/** Whether the table is read as it is. */
const isPlain = (kind: Kind): boolean => {
  const { idColumn, idType, ownerColumn, where } = kind.storage;
  return (
    idColumn === 'id' &&
    idType === 'text' &&
    ownerColumn === 'user_id' &&
    where === undefined &&
    hostColumns(kind).every(({ type, stored }) => type === stored)
  );
};

/** The rows of a kind: a table, or a query in brackets; it needs an alias. */
export const relationOf = (kind: Kind): string =>
  isPlain(kind) ? tableOf(kind) : relation(kind, kind.storage.where, '');

/**
 * All that the table has, also what is none of the kind's rows; `row__live` says which. Of rows that are none, only the UUID may be asked:
 * whether it is taken.
 */
export function everyRowOf(kind: Kind): string {
  const { where } = kind.storage;
  if (isPlain(kind)) return tableOf(kind);
  return relation(kind, undefined, `, ${where === undefined ? 'true' : `(${where}) IS TRUE`} AS row__live`);
}

function relation(kind: Kind, where: string | undefined, more: string): string {
  const { idColumn, ownerColumn } = kind.storage;
  const columns = [
    `${read(idOf(kind), '')} AS id`,
    `${identifier(idColumn)} AS ${KEY}`,
    `${identifier(ownerColumn)} AS user_id`,
    ...(kind.blob ? [identifier(kind.blob.keyColumn)] : []),
    ...hostColumns(kind).map((column) => `${read(column, '')} AS ${identifier(column.name)}`),
  ];
  return `(SELECT ${columns.join(', ')}${more} FROM ${tableOf(kind)}${where === undefined ? '' : ` WHERE ${where}`})`;
}

/** The existing row `t` that the archive's row `s` meets, where there is one. @param user whose, as SQL */
export const joinOwn = (kind: Kind, user = '$1'): string =>
  `LEFT JOIN ${relationOf(kind)} t ON t.id = s.id AND ${ownedBy(kind, 't', user)}`;

/** That a row of the relation is the user's, so that an index over owners serves. @param user a parameter or a literal */
export const ownedBy = (kind: Kind, alias: string, user = '$1'): string =>
  `${alias}.user_id = ${ownerOf(kind, user)}`;

/** Of a row `t` of `everyRowOf`, whether it is one of the user's; null where there is none. */
export const isMine = (kind: Kind): string =>
  `${ownedBy(kind, 't')}${kind.storage.where === undefined ? '' : ' AND t.row__live'}`;

/** That a row of the relation has this id, so that an index over ids serves. @param id SQL for the text of a UUID */
export function hasId({ storage: { idType, prefix } }: Kind, alias: string, id: string): string {
  if (idType === 'text') return `${alias}.id = ${id}`;
  return `${alias}.${KEY} = ${prefix === undefined ? `(${id})::${idType}` : numberOf(id, prefix)}`;
}

/** A text that names an account, as the table has it. */
const ownerOf = ({ storage: { ownerType } }: Kind, user: string): string =>
  ownerType === 'text' ? user : `(${user}::text)::${ownerType}`;

/** The column that says when a row was changed, quoted; undefined where none does. */
export function changedColumn(kind: Kind): string | undefined {
  const field = kind.fields.find(({ key }) => key === 'updatedAt');
  return field && identifier(field.column);
}

/** What writes the table itself says of one of its rows, under an alias. */
export interface TableRow {
  /** SQL for the row's id, as text. */
  readonly id: string;
  /** SQL for the data columns, as staging has them. */
  readonly data: string;
  /** That it is the user's. */
  readonly isOwned: string;
  /** That it is a row of the kind, too. */
  readonly isOwn: string;
  /** That it has the id. @param id SQL for the text of a UUID */
  hasId(id: string): string;
}

export function tableRow(kind: Kind, alias: string, user = '$1'): TableRow {
  const { idColumn, ownerColumn, where, prefix } = kind.storage;
  const [key, owner] = [`${alias}.${identifier(idColumn)}`, identifier(ownerColumn)];
  const owned = `${owner} = ${ownerOf(kind, user)}`;
  const live =
    where === undefined
      ? ''
      : ` AND ${key} IN (SELECT ${identifier(idColumn)} FROM ${tableOf(kind)} WHERE ${owned} AND (${where}))`;
  return {
    id: read(idOf(kind), `${alias}.`),
    data: hostColumns(kind)
      .map((column) => read(column, `${alias}.`))
      .join(', '),
    isOwned: `${alias}.${owned}`,
    isOwn: `${alias}.${owned}${live}`,
    hasId: (id) => `${key} = ${prefix === undefined ? written(id, idOf(kind)) : numberOf(id, prefix)}`,
  };
}

/** A column of the table, and SQL for what is written there. */
export interface WrittenColumn {
  readonly name: string;
  readonly value: string;
}

/** The columns of a row that is written: id, owner and data. @param row the alias of a row as the engine has it */
export const writtenColumns = (kind: Kind, row: string, user = '$1'): readonly WrittenColumn[] => {
  const { idColumn, ownerColumn } = kind.storage;
  return [
    { name: idColumn, value: written(`${row}.id`, idOf(kind)) },
    { name: ownerColumn, value: ownerOf(kind, user) },
    ...hostColumns(kind).map((column) => ({ name: column.name, value: valueOf(column, row) })),
  ];
};

/** The same as lists for INSERT. */
export function insertedColumns(
  kind: Kind,
  row: string,
  user = '$1',
): { readonly names: string; readonly values: string } {
  const columns = writtenColumns(kind, row, user);
  return {
    names: columns.map(({ name }) => identifier(name)).join(', '),
    values: columns.map(({ value }) => value).join(', '),
  };
}

/** `column = value` for each data column. */
export const assignedColumns = (kind: Kind, row: string): readonly string[] =>
  hostColumns(kind).map((column) => `${identifier(column.name)} = ${valueOf(column, row)}`);

const valueOf = (column: HostColumn, row: string): string =>
  written(`${row}.${identifier(column.name)}`, column);

/** Seen as Base64. */
const BYTES = 'bytea';
const WITHOUT_ZONE = 'timestamp without time zone';

/** @param alias with its dot, or nothing */
function read({ name, type, stored, prefix }: HostColumn, alias: string): string {
  const column = `${alias}${identifier(name)}`;
  if (type === stored) return column;
  if (prefix !== undefined) return uuidOf(column, prefix, alias);
  if (stored === BYTES) return `translate(encode(${column}, 'base64'), E'\\n', '')`;
  return stored === WITHOUT_ZONE ? `${column} AT TIME ZONE 'UTC'` : `${column}::${type}`;
}

/** Where a cast would cut what is too long, PostgreSQL is left to refuse it. */
function written(value: string, { type, stored, prefix }: Omit<HostColumn, 'name'>): string {
  if (prefix !== undefined) return `${numberIn(value)}::${stored}`;
  if (type === stored || stored.startsWith('character varying')) return value;
  if (stored === BYTES) return `decode(${value}, 'base64')`;
  return stored === WITHOUT_ZONE ? `${value} AT TIME ZONE 'UTC'` : `(${value})::${stored}`;
}
