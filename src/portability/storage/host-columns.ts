/** The columns of a kind's table in SQL, and what they hold as the engine has it: `id` and links as texts, fields in the types that staging has. */
import type { Kind } from '../archive/define-kind.js';
import { isWithoutZone } from '../archive/column-type.js';
import { columnType, storedType } from '../archive/fields.js';
import type { StoredLink, UuidPrefix } from '../archive/storage.js';
import { identifier } from './sql.js';
import { linkUuid } from './hashed-uuid.js';
import { numberIn, uuidOf } from './uuid-of-number.js';

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

/** Whether rows of the kind have no id of their own, and are known by what they link. */
export const isLinkKind = ({ storage }: Kind): boolean => storage.idColumn === undefined;

/** The column of the row's id, where there is one. */
export function idColumnOf({ storage: { idColumn, idType, prefix } }: Kind): HostColumn | undefined {
  if (idColumn === undefined) return undefined;
  return { name: idColumn, type: 'text', stored: idType, ...(prefix !== undefined && { prefix }) };
}

/** The columns that a row is found by: that of its id, or those of the links that it is known by. */
export const keyColumns = (kind: Kind): readonly HostColumn[] => {
  const { knownBy = [] } = kind.storage;
  const id = idColumnOf(kind);
  return id ? [id] : hostColumns(kind).filter(({ name }) => knownBy.includes(name));
};

/** The id of a row, as text. @param alias with its dot, or nothing */
export function idSql(kind: Kind, alias: string): string {
  const id = idColumnOf(kind);
  return id
    ? read(id, alias)
    : linkUuid(
        kind.name,
        keyColumns(kind).map((column) => read(column, alias)),
      );
}

export const valueOf = (column: HostColumn, row: string): string =>
  written(`${row}.${identifier(column.name)}`, column);

/** Seen as Base64. */
const BYTES = 'bytea';

/** @param alias with its dot, or nothing */
export function read({ name, type, stored, prefix }: HostColumn, alias: string): string {
  const column = `${alias}${identifier(name)}`;
  if (type === stored) return column;
  if (prefix !== undefined) return uuidOf(column, prefix, alias);
  if (stored === BYTES) return `translate(encode(${column}, 'base64'), E'\\n', '')`;
  return isWithoutZone(stored) ? `${column} AT TIME ZONE 'UTC'` : `${column}::${type}`;
}

/** Where a cast would cut what is too long, PostgreSQL is left to refuse it. */
export function written(value: string, { type, stored, prefix }: Omit<HostColumn, 'name'>): string {
  if (prefix !== undefined) return `${numberIn(value)}::${stored}`;
  if (type === stored || stored.startsWith('character varying')) return value;
  if (stored === BYTES) return `decode(${value}, 'base64')`;
  return isWithoutZone(stored) ? `${value} AT TIME ZONE 'UTC'` : `(${value})::${stored}`;
}
