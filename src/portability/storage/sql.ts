/** Pieces of SQL that several statements are made of. */
import { fieldOf, type Kind } from '../archive/define-kind.js';
import type { LinkField } from '../archive/graph.js';
import { dataColumns } from '../archive/staged-row.js';

/** @example identifier('reading list') // '"reading list"' */
export const identifier = (name: string): string => `"${name.replace(/"/g, '""')}"`;

export const literal = (text: string): string => `'${text.replace(/'/g, "''")}'`;

/**
 * Up to so many rows of an archive, what is the same for every kind is one statement: what a statement costs by itself is then more
 * than its work. Of more rows each kind is a statement, so that only one of them at a time takes memory for its work.
 */
export const FEW_ROWS = 10_000;

/** One query where there are few rows, else as many as are given; their columns are the same. */
export const gathered = (queries: readonly string[], rows: number): readonly string[] =>
  rows <= FEW_ROWS && queries.length > 0 ? [queries.join('\nUNION ALL\n')] : queries;

/** The UUID of every staged row, with the kind's number, where the row will live and whether it is there already. */
export const IDENTITY = 'pg_temp.stage_identity';

/** Of a row `i` of those, the UUID that it is known by everywhere. */
export const CANONICAL_ID = 'COALESCE(i.origin, i.id)';

/** The importer's rows that are known by another UUID than their own. */
export const STAGED_ORIGIN = 'pg_temp.stage_origin';

/** Only the UUIDs that change, with what they change to. */
export const REMAP = 'pg_temp.stage_remap';

/** The key of the blob of each staged file, by digest. */
export const STAGED_BLOB = 'pg_temp.stage_blob';

/**
 * References that lead to no row that is imported. `wrong_kind` is null where the archive has no row with that UUID; `outside` where none
 * of that kind is imported; `own` is the importer's own row.
 */
export const UNRESOLVED = 'pg_temp.stage_unresolved';

/** Of such a reference `u`: that it may lead there, as what it leads to is no part of what is imported. */
export const OUTSIDE = '(u.wrong_kind IS NOT TRUE AND (u.outside OR u.wrong_kind IS FALSE))';

/** Of such a reference `u`: that it leads outside, and that there is nothing. */
export const WITHOUT_TARGET = `(${OUTSIDE} AND u.own IS NULL)`;

/** Rows of the archive that are not imported, with the importer's own row in `target`; see `LeftOut`. */
export const LEFT_OUT = 'pg_temp.stage_left_out';

/** Rows of the importer that stay since a row that is left out would meet them. */
export const KEPT = 'pg_temp.stage_kept';

/** The data columns of a kind, quoted, each behind the alias. */
export const columnsOf = (kind: Kind, alias?: string): string =>
  dataColumns(kind)
    .map(({ name }) => (alias === undefined ? identifier(name) : `${alias}.${identifier(name)}`))
    .join(', ');

/** Of a field that may lead to several kinds: that it leads to this one. Empty for any other field. */
export function discriminated(kind: Kind, field: LinkField, target: string, alias: string): string {
  if (field.type !== 'reference' || typeof field.target === 'string') return '';
  const { by, kinds } = field.target;
  const values = Object.keys(kinds).filter((value) => kinds[value] === target);
  return ` AND ${alias}.${identifier(fieldOf(kind, by).column)} IN (${values.map(literal).join(', ')})`;
}

/** Whether the archive's row `s` and an existing one differ in anything that travels. @param existing its data columns; default those of `t` */
export const differs = (kind: Kind, existing = columnsOf(kind, 't')): string =>
  `(${columnsOf(kind, 's')}) IS DISTINCT FROM (${existing})`;

/**
 * What the existing row `t` is now, as a number that any instance finds again: it changes with anything in the row that travels.
 * No cryptography, as nobody but the owner of the rows has a say in them.
 */
export const versionOf = (kind: Kind, alias: string): string =>
  `hash_record_extended(ROW(${alias}.id, ${columnsOf(kind, alias)}), 0)`;

/** That a staged row is one of `StagedPlaces`: `$1` are the UUIDs, `$2` the places. */
export const standsAt = (alias: string, id = 'id'): string =>
  `${alias}.${id} = ANY ($1) AND ($2::bigint[] IS NULL OR ${alias}.row__location = ANY ($2))`;

/** That an existing row is none of the archive's. @param rows a table or a query in brackets @param id of the existing row, as SQL */
export const isAbsent = (rows: string, id = 't.id'): string =>
  `NOT EXISTS (SELECT FROM ${rows} s WHERE s.id = ${id})`;
