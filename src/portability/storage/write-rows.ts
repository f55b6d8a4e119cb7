/** The tenant fence: the only statements that write domain rows. Each of them names the owner. */
import type { Kind } from '../archive/define-kind.js';
import { tableOf } from './host-columns.js';
import { assignedColumns, fence, insertedColumns, tableRow } from './table-row.js';
import { differs, IDENTITY, identifier, isAbsent, STAGED_BLOB } from './sql.js';
import type { RowSource } from './resolve.js';
import type { Transaction } from './transaction.js';

/** The blob store's key of a media row, as it was assigned to the digest. */
const blobColumns = (kind: Kind): { readonly name: string; readonly value: string } | undefined => {
  if (!kind.blob) return undefined;
  const digest = kind.fields.find((field) => field.key === kind.blob?.sha256)?.column ?? '';
  return {
    name: identifier(kind.blob.keyColumn),
    value: `(SELECT b.key FROM ${STAGED_BLOB} b WHERE b.sha256 = s.${identifier(digest)})`,
  };
};

/**
 * Inserts the rows that are not there yet, as their identities say. The table itself is not asked: one that was empty a moment ago
 * is taken for one that is cheap to look through, again for each row, and the last rows would wait for all those before them.
 */
export function insertRows(
  transaction: Transaction,
  kind: Kind,
  source: RowSource,
  userId: string,
): Promise<number> {
  const met = `SELECT FROM ${IDENTITY} i WHERE i.target = s.id AND i.mine`;
  return insertFrom(transaction, kind, { source, where: `NOT EXISTS (${met})` }, userId);
}

/** Inserts all rows, whatever their identities say: they are made anew. */
export const insertAllRows = (
  transaction: Transaction,
  kind: Kind,
  source: RowSource,
  userId: string,
): Promise<number> => insertFrom(transaction, kind, { source, where: 'true' }, userId);

function insertFrom(
  transaction: Transaction,
  kind: Kind,
  { source, where }: { readonly source: RowSource; readonly where: string },
  userId: string,
): Promise<number> {
  const blob = blobColumns(kind);
  const { names, values } = insertedColumns(kind, 's');
  return transaction.execute(
    `INSERT INTO ${tableOf(kind)} (${names}${blob ? `, ${blob.name}` : ''}) OVERRIDING SYSTEM VALUE
     SELECT ${values}${blob ? `, ${blob.value}` : ''} FROM ${source(kind)} s WHERE ${where} AND ${fence(kind, 's')}`,
    [userId],
  );
}

/** Gives the rows that differ the archive's values; a row that does not differ gets no new version. */
export function updateRows(
  transaction: Transaction,
  kind: Kind,
  source: RowSource,
  userId: string,
): Promise<number> {
  const blob = blobColumns(kind);
  const assignments = [...assignedColumns(kind, 's'), ...(blob ? [`${blob.name} = ${blob.value}`] : [])];
  const { hasId, isOwn, data } = tableRow(kind, 't');
  return transaction.execute(
    `UPDATE ${tableOf(kind)} t SET ${assignments.join(', ')}
     FROM ${source(kind)} s WHERE ${hasId('s.id')} AND ${isOwn} AND ${differs(kind, data)}`,
    [userId],
  );
}

/** Deletes the user's rows that are not among those that are present; see `ResolvedRows`. */
export function deleteRows(
  transaction: Transaction,
  kind: Kind,
  present: RowSource,
  userId: string,
): Promise<number> {
  const { id, isOwn } = tableRow(kind, 't');
  return transaction.execute(
    `DELETE FROM ${tableOf(kind)} t WHERE ${isOwn} AND ${isAbsent(present(kind), id)}`,
    [userId],
  );
}
