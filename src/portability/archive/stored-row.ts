/** A decoded row as a text of its own: what an export would read of it, were it in a database. */
import { databaseText } from './database-text.js';
import type { Kind } from './define-kind.js';
import { copyCells } from './staged-row.js';

export interface StoredRow {
  readonly id: string;
  /** Where the row is known by another UUID. */
  readonly origin: string | null;
  readonly parentId: string | null;
  /** One per field of the kind, as PostgreSQL prints them. */
  readonly texts: readonly (string | null)[];
  /** Where it stands in its file; see `unpackLocation`. */
  readonly location: number;
}

/** @param line a `copyLine` without its line break */
export function storedRow(kind: Kind, line: string): StoredRow {
  const [id, origin, ...cells] = copyCells(line);
  const values = kind.parent ? cells.slice(1) : cells;
  return {
    id: id ?? '',
    origin: origin ?? null,
    parentId: kind.parent ? (cells[0] ?? null) : null,
    texts: kind.fields.map((field, index) => {
      const value = values[index] ?? null;
      return value === null ? null : databaseText(field, value);
    }),
    location: Number(values[kind.fields.length]),
  };
}
