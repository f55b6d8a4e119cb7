/** SQL for the rows that a plan does something to, one by one: what each is called, and what would change in it. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { fieldOf } from '../archive/define-kind.js';
import { labelSql, type Relation } from './labels.js';
import { kindNumber, type Staging } from './staging.js';
import { REASONS } from './left-out.js';
import { ARCHIVED_ID, archivedColumn, stagedAsArchived, type RowSource } from './resolve.js';
import { differs, identifier, isAbsent, LEFT_OUT, literal } from './sql.js';
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
    ? changeableColumns(kind).flatMap(({ column, field }) => change(context, column, field, joins))
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

/** What rows of the archive are called: UUID there, and label. `$1` are the UUIDs. */
export function labelsSql(context: ItemContext, kind: Kind): string {
  const joins = createJoins();
  const label = labelSql(context.graph, kind, 's', (relation) => relatedToStaged(context, relation, joins));
  return `SELECT s.${ARCHIVED_ID}, ${label.value} FROM ${context.archived(kind)} s${joins.sql()} WHERE s.${ARCHIVED_ID} = ANY ($1)`;
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

/** The data columns of a kind, each with its field; the parent's has none. */
export const changeableColumns = (
  kind: Kind,
): readonly { readonly column: string; readonly field: KindField | undefined }[] => [
  ...(kind.parent ? [{ column: kind.parent.column, field: undefined }] : []),
  ...kind.fields.map((field) => ({ column: field.column, field })),
];

interface Joins {
  /** @returns the alias of what is joined; the same for the same */
  add(table: string, on: (alias: string) => string): string;
  sql(): string;
}

function createJoins(): Joins {
  const aliases = new Map<string, string>();
  const joins: string[] = [];
  return {
    add(table, on) {
      const key = `${table} ${on('')}`;
      const known = aliases.get(key);
      if (known !== undefined) return known;
      const alias = `j${joins.length}`;
      aliases.set(key, alias);
      joins.push(` LEFT JOIN ${table} ${alias} ON ${on(alias)}`);
      return alias;
    },
    sql: () => joins.join(''),
  };
}

/** The row of the archive that one of the archive leads to, or else the importer's own. */
function relatedToStaged(
  { staging, isOwned, userId }: ItemContext,
  { kind, column }: Pick<Relation, 'kind' | 'column'>,
  joins: Joins,
): readonly string[] {
  const staged = staging.archived.includes(kind)
    ? [
        joins.add(
          staging.archivedOf(kind),
          (alias) => `${alias}.id = s.${identifier(archivedColumn(column))}`,
        ),
      ]
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
  column: string,
  field: KindField | undefined,
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
  const isRenamed = !field || field.type === 'reference' || field.type === 'markdown';
  const told = isRenamed ? `s.${identifier(archivedColumn(column))}` : after;
  return [where(textSql(field, before)), where(textSql(field, told))];
}

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
