/**
 * A kind's table as a relation: everything sees its rows as the engine has them, `id` and links as texts, the owner in `user_id`, fields in
 * the types that staging has. A table that is as the engine would make it is read as it is.
 */
import type { Kind } from '../archive/define-kind.js';
import { hostColumns, idSql, read, tableOf } from './host-columns.js';
import { identifier } from './sql.js';
import { numberOf } from './uuid-of-number.js';

/** The key of a row in the relation, as the table has it, where `id` is a cast of it. */
const KEY = 'row__key';

/** Whether the table is read as it is. */
const isPlain = (kind: Kind): boolean => {
  const { idColumn, idType, ownerColumn, where } = kind.storage;
  return (
    idColumn === 'id' &&
    idType === 'text' &&
    ownerColumn === 'user_id' &&
    where === undefined &&
    hostColumns(kind).every(({ type, stored }) => type === stored)
  );
};

/** The rows of a kind: a table, or a query in brackets; it needs an alias. */
export function relationOf(kind: Kind): string {
  if (isPlain(kind)) return tableOf(kind);
  const { where } = kind.storage;
  const table = where === undefined ? tableOf(kind) : `(SELECT * FROM ${tableOf(kind)} WHERE ${where})`;
  return relation(kind, table, { parents: relationOf, more: '' });
}

/**
 * All that the table has, also what is none of the kind's rows; `row__live` says which. Of rows that are none, only the UUID may be asked:
 * whether it is taken.
 */
export function everyRowOf(kind: Kind): string {
  if (isPlain(kind)) return tableOf(kind);
  const {
    storage: { where },
    ownedThrough,
  } = kind;
  const table =
    where === undefined ? tableOf(kind) : `(SELECT *, (${where}) IS TRUE AS row__kept FROM ${tableOf(kind)})`;
  const live = [
    ...(where === undefined ? [] : ['o.row__kept']),
    ...(ownedThrough && hasBin(ownedThrough) ? ['p.row__live'] : []),
  ];
  const more = `, ${live.length === 0 ? 'true' : live.join(' AND ')} AS row__live`;
  return relation(kind, table, { parents: everyRowOf, more });
}

/** Whether the table has rows that are none of the kind's. */
export const hasBin = ({ storage: { where }, ownedThrough }: Kind): boolean =>
  where !== undefined || (ownedThrough !== undefined && hasBin(ownedThrough));

interface RelationParts {
  /** Where the parents are looked for, of a row that does not say whose it is. */
  readonly parents: (kind: Kind) => string;
  /** More columns, each behind a comma. */
  readonly more: string;
}

function relation(kind: Kind, table: string, { parents, more }: RelationParts): string {
  const {
    ownedThrough,
    storage: { idColumn, ownerColumn = '' },
  } = kind;
  const columns = [
    `${idSql(kind, 'o.')} AS id`,
    ...(idColumn === undefined ? [] : [`o.${identifier(idColumn)} AS ${KEY}`]),
    ownedThrough ? 'p.user_id' : `o.${identifier(ownerColumn)} AS user_id`,
    ...(kind.blob ? [`o.${identifier(kind.blob.keyColumn)}`] : []),
    ...hostColumns(kind).map((column) => `${read(column, 'o.')} AS ${identifier(column.name)}`),
  ];
  const parent = ownedThrough
    ? ` JOIN ${parents(ownedThrough)} p ON p.${isPlain(ownedThrough) ? 'id' : KEY} = o.${identifier(kind.parent?.column ?? '')}`
    : '';
  return `(SELECT ${columns.join(', ')}${more} FROM ${table} o${parent})`;
}

/** The existing row `t` that the archive's row `s` meets, where there is one. @param user whose, as SQL */
export const joinOwn = (kind: Kind, user = '$1'): string =>
  `LEFT JOIN ${relationOf(kind)} t ON t.id = s.id AND ${ownedBy(kind, 't', user)}`;

/** That a row of the relation is the user's, so that an index over owners serves. @param user a parameter or a literal */
export const ownedBy = (kind: Kind, alias: string, user = '$1'): string =>
  `${alias}.user_id = ${ownerOf(kind, user)}`;

/** Of a row `t` of `everyRowOf`, whether it is one of the user's; null where there is none. */
export const isMine = (kind: Kind): string =>
  `${ownedBy(kind, 't')}${hasBin(kind) ? ' AND t.row__live' : ''}`;

/** That a row of the relation has this id, so that an index over ids serves. @param id SQL for the text of a UUID */
export function hasId({ storage: { idColumn, idType, prefix } }: Kind, alias: string, id: string): string {
  if (idColumn === undefined || idType === 'text') return `${alias}.id = ${id}`;
  return `${alias}.${KEY} = ${prefix === undefined ? `(${id})::${idType}` : numberOf(id, prefix)}`;
}

/** A text that names an account, as the table has it. */
export const ownerOf = ({ storage: { ownerType }, ownedThrough }: Kind, user: string): string => {
  if (ownedThrough) return ownerOf(ownedThrough, user);
  return ownerType === 'text' ? user : `(${user}::text)::${ownerType}`;
};

/** The column that says when a row was changed, quoted; undefined where none does. */
export function changedColumn(kind: Kind): string | undefined {
  const field = kind.fields.find(({ key }) => key === 'updatedAt');
  return field && identifier(field.column);
}
