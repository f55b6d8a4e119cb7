/** Holds the declared kinds against the tables that are there: what does not fit is told before anything is exported or imported. */
import type { Kind, KindField } from '../../archive/define-kind.js';
import { columnType, type Field } from '../../archive/fields.js';
import { hostColumns } from '../host-table.js';
import type { ColumnSchema, TableSchema } from './read-schema.js';

/** One thing that does not fit. */
export interface Mismatch {
  readonly kind: string;
  /** The field of the archive, where it is one. */
  readonly field?: string;
  readonly table: string;
  readonly column?: string;
  /** What is there. */
  readonly found: string;
  /** What to do. */
  readonly remedy: string;
}

/**
 * Everything that does not fit, in the order of the kinds and of their columns.
 * @example const mismatches = schemaMismatches(kinds, await readSchema(dataSource, kinds));
 */
export const schemaMismatches = (
  kinds: readonly Kind[],
  schema: ReadonlyMap<Kind, TableSchema>,
): readonly Mismatch[] =>
  kinds.flatMap((kind) => {
    const table = schema.get(kind);
    if (!table?.exists) {
      const remedy = 'make the table, or name the one that there is in the declaration';
      return [{ kind: kind.name, table: kind.table, found: 'no such table', remedy }];
    }
    return [
      ...systemMismatches(kind, table),
      ...fieldMismatches(kind, table),
      ...otherMismatches(kind, table),
    ];
  });

/** @example 'books.price (column book.price): numeric(4,2); ALTER the column to numeric(5,2), or declare that' */
export function mismatchLine({ kind, field, table, column, found, remedy }: Mismatch): string {
  const what = field === undefined ? kind : `${kind}.${field}`;
  const where = column === undefined ? `table ${table}` : `column ${table}.${column}`;
  return `${what} (${where}): ${found}; ${remedy}`;
}

/** A column that is there, or the mismatch that says that it is not. */
type Told = (found: string, remedy: string) => Mismatch;

const teller =
  (kind: Kind, column: string, field?: string): Told =>
  (found, remedy) => ({
    kind: kind.name,
    ...(field !== undefined && { field }),
    table: kind.table,
    column,
    found,
    remedy,
  });

const ABSENT = 'no such column';

/** The columns that every table has: the id, the owner, the parent, and the key in the blob store. */
function systemMismatches(kind: Kind, table: TableSchema): readonly Mismatch[] {
  const { idColumn, idType, ownerColumn, ownerType } = kind.storage;
  const columns = [
    { name: idColumn, type: idType, option: 'id.type' },
    { name: ownerColumn, type: ownerType, option: 'owner.type' },
    ...(kind.parent ? [{ name: kind.parent.column, type: idType, option: 'id.type' }] : []),
    ...(kind.blob ? [{ name: kind.blob.keyColumn, type: 'text' }] : []),
  ];
  const mismatches = columns.flatMap(({ name, type, option }) => {
    const tell = teller(kind, name);
    const column = table.columns.get(name);
    if (!column) return [tell(ABSENT, 'add it, or name the one that there is in "storage"')];
    if (!isOfType(column, type))
      return [
        tell(
          typeOf(column),
          `make it ${type}${option === undefined ? '' : `, or declare it by "storage.${option}"`}`,
        ),
      ];
    // A row without an owner is nobody's, and one without its parent would be exported by nothing.
    if (!column.isNotNull) return [tell('it may be null', 'make it NOT NULL')];
    return [];
  });
  const isFound = table.keys.some((columns) => columns.every((column) => column === idColumn));
  if (isFound || !table.columns.has(idColumn)) return mismatches;
  const tell = teller(kind, idColumn);
  return [...mismatches, tell('two rows may have the same', 'make it the primary key, or UNIQUE')];
}

function fieldMismatches(kind: Kind, table: TableSchema): readonly Mismatch[] {
  return kind.fields.flatMap((field) => {
    const tell = teller(kind, field.column, field.key);
    const column = table.columns.get(field.column);
    if (!column) return [tell(ABSENT, 'add it, or name the one that there is in the declaration')];
    if (column.isGenerated) {
      return [
        tell('the database computes it', `name the column under "omitted" instead of declaring a field`),
      ];
    }
    return [...typeMismatches(kind, field, column, tell), ...nullMismatches(field, column, tell)];
  });
}

function typeMismatches(kind: Kind, field: KindField, column: ColumnSchema, tell: Told): readonly Mismatch[] {
  const needed = hostColumns(kind).find(({ name }) => name === field.column)?.stored ?? columnType(field);
  if (isOfType(column, needed)) return [];
  return [tell(typeOf(column), `make it ${needed}${alternative(field, column)}`)];
}

/** What else there is to do about a column of this type than to change it. */
function alternative(field: KindField, column: ColumnSchema): string {
  const { type } = column;
  const decimal = /^numeric\((\d+),(\d+)\)$/.exec(type);
  if (field.type === 'decimal' && decimal) return `, or declare decimal(…, ${decimal[1]}, ${decimal[2]})`;
  if (field.type === 'integer' && type === 'bigint') return ', or declare bytes(…), which is as long';
  if (!isStorable(field, column)) return '';
  return TIMES.has(field.key)
    ? `, or declare it by "storage.${field.key}.type"`
    : `, or declare storedAs('${type}', …)`;
}

/** Fields that no declaration names. */
const TIMES: ReadonlySet<string> = new Set(['createdAt', 'updatedAt']);

/** Null in the one and not in the other: what is there could not be exported, or what is exported could not come back. */
function nullMismatches(field: Field, column: ColumnSchema, tell: Told): readonly Mismatch[] {
  if (field.nullable && column.isNotNull)
    return [
      tell('it is NOT NULL, and the field may be null', 'declare it without optional(), or drop NOT NULL'),
    ];
  if (!field.nullable && !column.isNotNull)
    return [tell('it may be null, and the field may not', 'declare it as optional(), or make it NOT NULL')];
  return [];
}

/** Columns that are no field: those that are left out, and those that nobody has thought of. */
function otherMismatches(kind: Kind, table: TableSchema): readonly Mismatch[] {
  const { idColumn, ownerColumn } = kind.storage;
  const known = new Set([idColumn, kind.parent?.column, ...kind.fields.map(({ column }) => column)]);
  const filled = new Set([ownerColumn, kind.blob?.keyColumn]);
  const unknown = [...table.columns].flatMap(([name, column]) => {
    if (known.has(name) || filled.has(name)) return [];
    const tell = teller(kind, name);
    if (!(name in kind.omitted)) {
      const remedy = `declare a field for it, or name it under "omitted" with the reason`;
      return [tell('it is neither exported nor left out', remedy)];
    }
    if (!column.isNotNull || column.hasDefault || column.isGenerated) return [];
    return [
      tell(
        'it is left out, NOT NULL and without a default, so that no row can be made',
        'give it a default, or drop NOT NULL',
      ),
    ];
  });
  const gone = Object.keys(kind.omitted)
    .filter((name) => !table.columns.has(name) && !filled.has(name))
    .map((name) => teller(kind, name)('it is left out, and is not there', 'remove it from "omitted"'));
  return [...unknown, ...gone];
}

/** A text as long as any has two names. */
const isOfType = ({ type }: ColumnSchema, needed: string): boolean =>
  type === needed || (needed === 'text' && type === 'character varying');

/** Whether what is exported from such a column comes back as it was. */
function isStorable(field: Field, { type, isEnum }: ColumnSchema): boolean {
  switch (field.type) {
    case 'choice':
      return isEnum || isTextLike(type);
    case 'text':
    case 'markdown':
    case 'partialDate':
    case 'digest':
      return isTextLike(type) || (field.type === 'text' && type === 'uuid');
    case 'integer':
      return type === 'smallint';
    case 'timestamp':
      return type === 'timestamp without time zone';
    case 'json':
      return type === 'json';
    default:
      return false;
  }
}

const isTextLike = (type: string): boolean => type === 'citext' || /^character varying\(\d+\)$/.test(type);

const typeOf = ({ type, isEnum }: ColumnSchema): string => (isEnum ? `the enum ${type}` : type);
