/** SQL for the rows that a plan does something to, one by one: what each is called, and what would change in it. */
import type { Kind, KindField } from '../archive/define-kind.js';
import { targetsOf, type KindGraph } from '../archive/graph.js';
import { fieldOf } from '../archive/define-kind.js';
import { createJoins, type Joins } from './joins.js';
import type { LabelRelation } from '../archive/label-relation.js';
import { coalesced, labelSql, ownLabel } from './labels.js';
import { kindNumber, type Staging } from './staging.js';
import { REASONS } from './left-out.js';
import { ARCHIVED_ID, archivedColumn, stagedAsArchived, type RowSource } from './resolve.js';
import { differs, discriminated, identifier, isAbsent, LEFT_OUT, literal, standsAt } from './sql.js';
import { changedColumn, hasId, joinOwn, ownedBy, relationOf } from './host-table.js';

/** What the rows of one kind are looked at in. */
export interface ItemContext {
  readonly graph: KindGraph;
  readonly userId: string;
  /** Where the archive's rows are read from, with the columns of `archived`. */
  readonly archived: RowSource;
  /** The UUIDs of the importer's rows that are not absent; see `ResolvedRows`. */
  readonly present: RowSource;
  readonly staging: Pick<Staging, 'archived' | 'archivedOf' | 'leftOutOf'>;
  /** Whether the importer has rows of a kind. */
  readonly isOwned: (kind: Kind) => boolean;
}

/** Which of the archive's rows: those that meet none, those that differ from the one that they meet, or both; `all` meet none. */
export type StagedRows = 'all' | 'new' | 'different' | 'new-or-different';

/** Characters of a value that are looked at; more only tell that it is longer. */
export const COMPARED_CHARACTERS = 8_192;

const WHERE: Readonly<Record<StagedRows, (kind: Kind) => string>> = {
  all: () => '',
  new: () => ' WHERE t.id IS NULL',
  different: (kind) => ` WHERE t.id IS NOT NULL AND ${differs(kind)}`,
  'new-or-different': (kind) => ` WHERE t.id IS NULL OR ${differs(kind)}`,
};

/**
 * Rows of the archive in the order of their file: UUID there, label, location, when the existing row was changed (null where there is
 * none, empty where its table does not say), then before and after of each of `changeableColumns`; both null where the column does not change.
 */
export function stagedItemsSql(
  context: ItemContext,
  kind: Kind,
  which: StagedRows,
  withChanges: boolean,
): string {
  const { graph, userId, archived } = context;
  const joins = createJoins();
  const label = labelSql(graph, kind, 's', (relation) => relatedToStaged(context, relation, joins));
  const isCompared = which !== 'all';
  const changes = withChanges
    ? changeableColumns(kind).flatMap((changed) => change(context, kind, changed, joins))
    : [];
  const columns = [
    `s.${ARCHIVED_ID}`,
    label.value,
    's.row__location',
    isCompared ? changedAt(kind) : 'NULL',
    ...changes,
  ];
  const own = isCompared ? ` ${joinOwn(kind, literal(userId))}` : '';
  return `SELECT ${columns.join(', ')} FROM ${archived(kind)} s${own}${joins.sql()}${WHERE[which](kind)} ORDER BY s.row__location`;
}

/** Rows that are left out and told of, in the order of their file: UUID, label, location, when the existing row was changed, and the number of the reason. */
export function leftOutItemsSql(context: ItemContext, kind: Kind): string {
  const { graph, userId, staging } = context;
  const joins = createJoins();
  const label = labelSql(graph, kind, 's', (relation) => relatedToStaged(context, relation, joins));
  const own = `LEFT JOIN ${relationOf(kind)} t ON ${hasId(kind, 't', 'l.target')} AND ${ownedBy(kind, 't', literal(userId))}`;
  return `SELECT s.${ARCHIVED_ID}, ${label.value}, s.row__location, ${changedAt(kind)}, l.reason
          FROM ${stagedAsArchived(staging.leftOutOf)(kind)} s JOIN ${LEFT_OUT} l ON l.kind = ${kindNumber(graph, kind)} AND l.id = s.${ARCHIVED_ID} ${own}${joins.sql()}
          WHERE l.reason <> ${REASONS['not-shown']} ORDER BY s.row__location`;
}

/**
 * What rows of the archive are called: UUID there, place, and label. `$1` are the UUIDs, `$2` the places, or null where the UUIDs say it
 * all. What a label names is taken once, though its UUID may stand for many.
 */
export function labelsSql(context: ItemContext, kind: Kind): string {
  const joins = createJoins();
  const archived = context.archived(kind);
  const once = (related: Kind, column: string): string =>
    `(SELECT DISTINCT ON (r.id) r.* FROM ${context.staging.archivedOf(related)} r
      WHERE r.id IN (SELECT a.${identifier(archivedColumn(column))} FROM ${archived} a WHERE a.${ARCHIVED_ID} = ANY ($1))
      ORDER BY r.id, r.row__location)`;
  const label = labelSql(context.graph, kind, 's', (relation) =>
    relatedToStaged(context, relation, joins, once),
  );
  return `SELECT s.${ARCHIVED_ID}, s.row__location, ${label.value} FROM ${archived} s${joins.sql()} WHERE ${standsAt('s', ARCHIVED_ID)}`;
}

/** The importer's rows that the archive does not have, oldest first: UUID, label, no location, when they were changed. */
export function absentItemsSql({ graph, userId, present }: ItemContext, kind: Kind): string {
  const joins = createJoins();
  const label = labelSql(graph, kind, 't', (relation) => [
    joins.add(
      relationOf(relation.kind),
      (alias) => `${alias}.id = t.${identifier(relation.column)} AND ${alias}.user_id = t.user_id`,
    ),
  ]);
  const made = kind.fields.find(({ key }) => key === 'createdAt');
  const order = [...(made ? [`t.${identifier(made.column)}`] : []), 't.id COLLATE "C"'].join(', ');
  return `SELECT t.id, ${label.value}, NULL, ${changedAt(kind)} FROM ${relationOf(kind)} t${joins.sql()}
          WHERE ${ownedBy(kind, 't', literal(userId))} AND ${isAbsent(present(kind))} ORDER BY ${order}`;
}

/** When the existing row `t` was changed; empty where the table does not say. */
function changedAt(kind: Kind): string {
  const column = changedColumn(kind);
  return column === undefined ? "CASE WHEN t.id IS NOT NULL THEN '' END" : `t.${column}`;
}

/** A data column, with its field; the parent's has none. */
interface ChangeableColumn {
  readonly column: string;
  readonly field: KindField | undefined;
}

/** Whether a column leads to a row, and is told as the JSON of `[UUID, label]`. */
export const isReference = (field: KindField | undefined): boolean => !field || field.type === 'reference';

/** The data columns of a kind. */
export const changeableColumns = (kind: Kind): readonly ChangeableColumn[] => [
  ...(kind.parent ? [{ column: kind.parent.column, field: undefined }] : []),
  ...kind.fields.map((field) => ({ column: field.column, field })),
];

/** The row of the archive that one of the archive leads to, or else the importer's own. */
function relatedToStaged(
  { staging, isOwned, userId }: ItemContext,
  { kind, column }: Pick<LabelRelation, 'kind' | 'column'>,
  joins: Joins,
  rowsOf: (kind: Kind, column: string) => string = staging.archivedOf,
): readonly string[] {
  const staged = staging.archived.includes(kind)
    ? [joins.add(rowsOf(kind, column), (alias) => `${alias}.id = s.${identifier(archivedColumn(column))}`)]
    : [];
  const own = isOwned(kind)
    ? [
        joins.add(
          relationOf(kind),
          (alias) =>
            `${hasId(kind, alias, `s.${identifier(column)}`)} AND ${ownedBy(kind, alias, literal(userId))}`,
        ),
      ]
    : [];
  return [...staged, ...own];
}

/** Before and after of one column, as texts. */
function change(
  context: ItemContext,
  kind: Kind,
  { column, field }: ChangeableColumn,
  joins: Joins,
): readonly string[] {
  const [before, after] = [`t.${identifier(column)}`, `s.${identifier(column)}`];
  const where = (value: string): string =>
    `CASE WHEN t.id IS NOT NULL AND ${after} IS DISTINCT FROM ${before} THEN ${value} END`;
  const { blobKind } = context.graph;
  if (field?.type === 'media' && blobKind) {
    const was = joins.add(
      relationOf(blobKind),
      (alias) => `${hasId(blobKind, alias, before)} AND ${ownedBy(blobKind, alias, literal(context.userId))}`,
    );
    const is = relatedToStaged(context, { kind: blobKind, column }, joins);
    return [
      where(`COALESCE(${fileSql(blobKind, was)}, to_json(${before})::text)`),
      where(
        `COALESCE(${[...is.map((alias) => fileSql(blobKind, alias)), `to_json(${after})::text`].join(', ')})`,
      ),
    ];
  }
  // What is renamed is told as the archive has it: the other name may be there because of somebody else's row.
  const archived = `s.${identifier(archivedColumn(column))}`;
  if (isReference(field)) {
    const [was, is] = referenceLabels(context, kind, { column, field }, joins);
    return [where(referenceSql(before, was)), where(referenceSql(archived, is))];
  }
  return [
    where(textSql(field, before)),
    where(textSql(field, field?.type === 'markdown' ? archived : after)),
  ];
}

/** What the rows are called that `t` leads to, and those that `s` does: in the order in which a label is looked for. */
function referenceLabels(
  context: ItemContext,
  kind: Kind,
  { column, field }: ChangeableColumn,
  joins: Joins,
): readonly [was: readonly string[], is: readonly string[]] {
  const { graph, isOwned, userId } = context;
  const targets =
    field?.type === 'reference' ? targetsOf(field, graph.blobKind) : kind.parent ? [kind.parent.kind] : [];
  const labels = targets.map((name) => {
    const target = graph.kind(name);
    const labelIn = (row: string) => (alias: string) => {
      const label = `NULLIF(${ownLabel(graph, target, alias)}, '')`;
      const isOf = field?.type === 'reference' ? discriminated(kind, field, name, row) : '';
      return isOf === '' ? label : `CASE WHEN true${isOf} THEN ${label} END`;
    };
    const own = (): string =>
      joins.add(
        relationOf(target),
        (alias) =>
          `${hasId(target, alias, `t.${identifier(column)}`)} AND ${ownedBy(target, alias, literal(userId))}`,
      );
    return {
      was: isOwned(target) ? [own()].map(labelIn('t')) : [],
      is: relatedToStaged(context, { kind: target, column }, joins).map(labelIn('s')),
    };
  });
  return [labels.flatMap(({ was }) => was), labels.flatMap(({ is }) => is)];
}

/** The JSON of `[UUID, label]`. */
const referenceSql = (id: string, labels: readonly string[]): string =>
  `CASE WHEN ${id} IS NOT NULL THEN json_build_array(${id}::text, ${coalesced(labels)})::text END`;

function textSql(field: KindField | undefined, column: string): string {
  const isList = field?.type === 'textList' || field?.type === 'list';
  const text = isList ? `array_to_json(${column}::text[])::text` : `${column}::text`;
  return `left(${text}, ${COMPARED_CHARACTERS + 1})`;
}

/** A file as it is told: by name, type and size. */
function fileSql(kind: Kind, alias: string): string {
  const column = (key = ''): string => `${alias}.${identifier(fieldOf(kind, key).column)}`;
  const { blob } = kind;
  const members = `'name', left(${column(blob?.fileName)}, ${COMPARED_CHARACTERS}), 'type', ${column(blob?.contentType)}, 'size', ${column(blob?.byteSize)}`;
  return `CASE WHEN ${alias}.id IS NOT NULL THEN json_build_object(${members})::text END`;
}
