/** Holds the declared kinds against the tables that are there: what does not fit is told before anything is exported or imported. */
import type { Kind, KindField } from '../../archive/define-kind.js';
import { columnType, type Field } from '../../archive/fields.js';
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
  const columns = [
    'id',
    'user_id',
    ...(kind.parent ? [kind.parent.column] : []),
    ...(kind.blob ? [kind.blob.keyColumn] : []),
  ];
  const mismatches = columns.flatMap((name) => {
    const tell = teller(kind, name);
    const column = table.columns.get(name);
    if (!column) return [tell(ABSENT, 'add it')];
    if (!isText(column)) return [tell(typeOf(column), 'make it text')];
    // A row without an owner is nobody's, and one without its parent would be exported by nothing.
    if (!column.isNotNull) return [tell('it may be null', 'make it NOT NULL')];
    return [];
  });
  const isFound = table.keys.some((columns) => columns.every((column) => column === 'id'));
  if (isFound || !table.columns.has('id')) return mismatches;
  const tell = teller(kind, 'id');
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
    return [...typeMismatches(field, column, tell), ...nullMismatches(field, column, tell)];
  });
}

function typeMismatches(field: KindField, column: ColumnSchema, tell: Told): readonly Mismatch[] {
  const needed = columnType(field);
  if (needed === 'text' ? isText(column) : column.type === needed) return [];
  return [tell(typeOf(column), `make it ${needed}${alternative(field, column)}`)];
}

/** What else there is to do about a column of this type than to change it. */
function alternative(field: Field, { type }: ColumnSchema): string {
  const decimal = /^numeric\((\d+),(\d+)\)$/.exec(type);
  if (field.type === 'decimal' && decimal) return `, or declare decimal(…, ${decimal[1]}, ${decimal[2]})`;
  if (field.type === 'integer' && type === 'bigint') return ', or declare bytes(…), which is as long';
  return '';
}

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
  const known = new Set(['id', kind.parent?.column, ...kind.fields.map(({ column }) => column)]);
  const filled = new Set(['user_id', kind.blob?.keyColumn]);
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

/** A text as long as any: one that is cut, padded or compared otherwise would not come back as it was. */
const isText = ({ type }: ColumnSchema): boolean => type === 'text' || type === 'character varying';

const typeOf = ({ type, isEnum }: ColumnSchema): string => (isEnum ? `the enum ${type}` : type);
