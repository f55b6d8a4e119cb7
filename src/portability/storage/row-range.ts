/** A part of the rows of a source, by their UUIDs in the archive. */
import type { Kind } from '../archive/define-kind.js';
import { ARCHIVED_ID, type RowSource } from './resolve.js';
import { literal } from './sql.js';
import type { Transaction } from './transaction.js';

/** Both ends in PostgreSQL's order of bytes; without an end, to the last. */
export interface RowRange {
  readonly after?: string;
  readonly upTo?: string;
}

const PLACE = `${ARCHIVED_ID} COLLATE "C"`;

/** @param archived see `ResolvedRows` */
export const within = (archived: RowSource, { after, upTo }: RowRange): RowSource => {
  const conditions = [
    ...(after === undefined ? [] : [`${PLACE} > ${literal(after)}`]),
    ...(upTo === undefined ? [] : [`${PLACE} <= ${literal(upTo)}`]),
  ];
  if (conditions.length === 0) return archived;
  return (kind) => `(SELECT * FROM ${archived(kind)} r WHERE ${conditions.join(' AND ')})`;
};

/** The UUID that parts the rows in two halves; undefined of one row, and of none. */
export async function middleOf(
  transaction: Transaction,
  kind: Kind,
  rows: RowSource,
): Promise<string | undefined> {
  const [row] = await transaction.query<{ id: string }>(
    `SELECT id FROM (SELECT ${ARCHIVED_ID} AS id, row_number() OVER (ORDER BY ${PLACE}) AS place, count(*) OVER () AS total FROM ${rows(kind)} r) ranked
     WHERE place = total / 2`,
  );
  return row?.id;
}

/** Of a source of one row: its UUID in the archive, and its place there as `packLocation` makes it. */
export async function onlyRow(
  transaction: Transaction,
  kind: Kind,
  rows: RowSource,
): Promise<{ readonly rowId: string; readonly location: number } | undefined> {
  const [row] = await transaction.query<{ id: string; location: string }>(
    `SELECT ${ARCHIVED_ID} AS id, row__location AS location FROM ${rows(kind)} r LIMIT 1`,
  );
  return row && { rowId: row.id, location: Number(row.location) };
}
