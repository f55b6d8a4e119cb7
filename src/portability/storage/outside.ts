/** References of the archive to what is not imported with it: to rows of the importer where those exist, else to nothing. */
import { fieldOf, type Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type LinkField } from '../archive/graph.js';
import { locationColumn } from '../archive/staged-row.js';
import { kindAt } from './findings.js';
import { REASONS, type LeftOut } from './left-out.js';
import { discriminated, IDENTITY, identifier, LEFT_OUT, OUTSIDE, UNRESOLVED, WITHOUT_TARGET } from './sql.js';
import { kindNumber, type Staging } from './staging.js';

/** Whether any reference leads out of what is imported. */
export async function hasOutside({ transaction }: Staging): Promise<boolean> {
  const rows = await transaction.queryRows(`SELECT true FROM ${UNRESOLVED} u WHERE ${OUTSIDE} LIMIT 1`);
  return rows.length > 0;
}

/** Leaves out the rows that cannot be without what they refer to, and in turn those that cannot be without them. */
export async function leaveOutWithoutTarget(staging: Staging, leftOut: LeftOut): Promise<void> {
  const { transaction, graph } = staging;
  await transaction.execute(
    `UPDATE ${UNRESOLVED} u SET own = i.target FROM ${IDENTITY} i
     WHERE u.wrong_kind = false AND i.id = u.target AND i.kind = u.target_kind AND i.mine`,
  );
  const required = staging.kinds.flatMap((kind) =>
    linkFields(kind).flatMap(({ nullable }, index) =>
      nullable ? [] : [`(${kindNumber(graph, kind)}, ${index})`],
    ),
  );
  if (required.length === 0) return;
  for (;;) {
    const gone = await leftOut.leave(
      `SELECT DISTINCT u.kind, u.row_id AS id FROM ${UNRESOLVED} u
       WHERE ${WITHOUT_TARGET} AND (u.kind, u.field) IN (${required.join(', ')})`,
      REASONS['reference-outside'],
    );
    if (gone.length === 0) return;
    await transaction.execute(
      `DELETE FROM ${UNRESOLVED} u USING ${LEFT_OUT} l WHERE l.round = ${leftOut.round} AND l.kind = u.kind AND l.id = u.row_id`,
    );
    for (const query of referencesTo(staging, gone, leftOut.round)) await transaction.execute(query);
  }
}

/** Statements that note the references to rows that have just been left out. */
const referencesTo = (
  { graph, kinds, rowsOf }: Staging,
  gone: readonly Kind[],
  round: number,
): readonly string[] =>
  kinds.flatMap((kind) =>
    linkFields(kind).flatMap((field, index) =>
      targetsOf(field, graph.blobKind)
        .map((name) => graph.kind(name))
        .filter((target) => gone.includes(target))
        .map(
          (target) =>
            `INSERT INTO ${UNRESOLVED} (kind, field, row_id, target_kind, target, location, wrong_kind, outside, own)
             SELECT ${kindNumber(graph, kind)}, ${index}, s.id, l.kind, l.id, s.${identifier(locationColumn(field.column))}, false, true, CASE WHEN i.mine THEN i.target END
             FROM ${rowsOf(kind)} s JOIN ${LEFT_OUT} l ON l.kind = ${kindNumber(graph, target)} AND l.round = ${round} AND l.id = s.${identifier(field.column)}
             JOIN ${IDENTITY} i ON i.kind = l.kind AND i.id = l.id WHERE true${discriminated(kind, field, target.name, 's')}`,
        ),
    ),
  );

/** Leaves out the files that no row shows which is imported. */
export async function leaveOutNotShown(staging: Staging, leftOut: LeftOut, blobKind: Kind): Promise<void> {
  const { graph, kinds, rowsOf } = staging;
  if (!kinds.includes(blobKind)) return;
  const shown = kinds.flatMap((kind) =>
    linkFields(kind)
      .filter(({ type }) => type === 'media')
      .map(({ column }) => `SELECT FROM ${rowsOf(kind)} o WHERE o.${identifier(column)} = s.id`),
  );
  const conditions = shown.map((query) => ` AND NOT EXISTS (${query})`).join('');
  await leftOut.leave(
    `SELECT ${kindNumber(graph, blobKind)} AS kind, s.id FROM ${rowsOf(blobKind)} s WHERE true${conditions}`,
    REASONS['not-shown'],
  );
}

/** Empties the references that lead to nothing; each stands in `stage_unresolved` still. */
export async function emptyWithoutTarget({ transaction, graph, rowsOf }: Staging): Promise<void> {
  const found = await transaction.queryRows(
    `SELECT DISTINCT u.kind, u.field FROM ${UNRESOLVED} u WHERE ${WITHOUT_TARGET} ORDER BY 1, 2`,
  );
  for (const [number, index] of found) {
    const kind = kindAt(graph, number ?? '');
    const field = linkFields(kind)[Number(index)];
    if (!field) continue;
    const columns = columnsOf(kind, field).map((column) => `${identifier(column)} = NULL`);
    await transaction.execute(
      `UPDATE ${rowsOf(kind)} s SET ${columns.join(', ')} FROM ${UNRESOLVED} u
       WHERE u.kind = ${number} AND u.field = ${index} AND ${WITHOUT_TARGET} AND s.id = u.row_id`,
    );
  }
}

/** With a reference goes the field that says of which kind its target is. */
const columnsOf = (kind: Kind, field: LinkField): readonly string[] =>
  field.type === 'reference' && typeof field.target !== 'string'
    ? [field.column, fieldOf(kind, field.target.by).column]
    : [field.column];

/** One number over what is left out and where references that lead outside lead: it changes with what the importer has. */
export async function outsideVersion({ transaction }: Staging): Promise<string> {
  const [row] = await transaction.queryRows(
    `SELECT (SELECT bit_xor(hashtextextended(concat_ws(' ', u.kind, u.field, u.row_id, u.target_kind, u.own), 0)) FROM ${UNRESOLVED} u WHERE ${OUTSIDE}),
            (SELECT bit_xor(hashtextextended(concat_ws(' ', l.kind, l.id, l.reason, l.target), 0)) FROM ${LEFT_OUT} l)`,
  );
  return (row ?? []).map((number) => number ?? '').join(' ');
}
