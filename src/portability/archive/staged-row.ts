/** A row on its way into the database: its columns in staging, and how it is written for COPY. */
import type { Kind } from './define-kind.js';
import { columnType } from './fields.js';
import { linkFields } from './graph.js';

export interface StagedColumn {
  readonly name: string;
  readonly type: string;
}

/** A decoded row; `values` follow `stagedColumns(kind)` without `id` and the places. */
export interface StagedRow {
  readonly kind: Kind;
  readonly id: string;
  /** Where the row is known by another UUID. */
  readonly origin: string | null;
  /** The parent's id where the kind has a parent, then one per field; null is NULL. */
  readonly values: readonly (string | null)[];
  /** Where the row's key stands. */
  readonly location: SourceLocation;
  /** Where each link field stands, in the order of `linkFields(kind)`. */
  readonly linkLocations: readonly (SourceLocation | null)[];
}

export interface SourceLocation {
  readonly line: number;
  readonly column: number;
}

const COLUMN_BITS = 65_536;

/** A place as one number, so that it fits a bigint column. */
export const packLocation = ({ line, column }: SourceLocation): number =>
  line * COLUMN_BITS + Math.min(column, COLUMN_BITS - 1);

export const unpackLocation = (packed: number): SourceLocation => ({
  line: Math.floor(packed / COLUMN_BITS),
  column: packed % COLUMN_BITS,
});

/** The columns that hold data: the parent's id and the fields. */
export const dataColumns = (kind: Kind): readonly StagedColumn[] => [
  ...(kind.parent ? [{ name: kind.parent.column, type: 'text' }] : []),
  ...kind.fields.map((field) => ({ name: field.column, type: columnType(field) })),
];

/** The column that says by which other UUID a row is known. */
export const ORIGIN_COLUMN = 'row__origin';

/** The name of the column that says where a link stands in its file. */
export const locationColumn = (column: string): string => `${column}__location`;

/** All columns of a kind's staging table, in the order of its COPY lines. */
export const stagedColumns = (kind: Kind): readonly StagedColumn[] => [
  { name: 'id', type: 'text' },
  { name: ORIGIN_COLUMN, type: 'text' },
  ...dataColumns(kind),
  { name: 'row__location', type: 'bigint' },
  ...linkFields(kind).map((field) => ({ name: locationColumn(field.column), type: 'bigint' })),
];

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text as COPY's text format has it. */
export const copyText = (text: string): string =>
  /[\\\n\r\t]/.test(text) ? text.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign) : text;

const copyField = (value: string | null): string => (value === null ? '\\N' : copyText(value));

/** One line of COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(row: StagedRow): string {
  let line = `${row.id}\t${row.origin ?? '\\N'}`;
  for (const value of row.values) line += `\t${copyField(value)}`;
  line += `\t${packLocation(row.location)}`;
  for (const location of row.linkLocations)
    line += location === null ? '\t\\N' : `\t${packLocation(location)}`;
  return `${line}\n`;
}

const ESCAPED = new Map(Object.entries(ESCAPES).map(([sign, escape]) => [escape, sign]));

/** The cells of a `copyLine` without its line break. */
export const copyCells = (line: string): readonly (string | null)[] =>
  line
    .split('\t')
    .map((cell) =>
      cell === '\\N' ? null : cell.replace(/\\[\\nrt]/g, (escape) => ESCAPED.get(escape) ?? escape),
    );

/**
 * A literal of PostgreSQL for a list.
 * @example arrayLiteral(['one', 'two']) // '{"one","two"}'
 */
export const arrayLiteral = (items: readonly (string | null)[]): string =>
  `{${items.map((item) => (item === null ? 'NULL' : `"${item.replace(/[\\"]/g, '\\$&')}"`)).join(',')}}`;

/** The items of an `arrayLiteral`. */
export const arrayItems = (literal: string): readonly (string | null)[] =>
  Array.from(literal.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)"|NULL/gs), ([, item]) =>
    item === undefined ? null : item.replace(/\\(.)/gs, '$1'),
  );
