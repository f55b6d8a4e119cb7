/** What statements that write a kind's table say of its rows; such as read only see the relation, see `host-table.ts`. */
import type { Kind } from '../archive/define-kind.js';
import {
  hostColumns,
  idColumnOf,
  idSql,
  keyColumns,
  read,
  tableOf,
  valueOf,
  written,
} from './host-columns.js';
import { constantSql } from './constants.js';
import { ownerOf } from './host-table.js';
import { identifier } from './sql.js';
import { numberOf } from './uuid-of-number.js';

/** What writes the table itself says of one of its rows, under an alias. */
export interface TableRow {
  /** SQL for the row's id, as text. */
  readonly id: string;
  /** SQL for the data columns, as staging has them. */
  readonly data: string;
  /** That it is the user's. */
  readonly isOwned: string;
  /** That it is a row of the kind, too. */
  readonly isOwn: string;
  /** That it has the id. @param id SQL for the text of a UUID */
  hasId(id: string): string;
}

export function tableRow(kind: Kind, alias: string, user = '$1'): TableRow {
  const { where } = kind.storage;
  const [id, column] = [idSql(kind, `${alias}.`), idColumnOf(kind)];
  const isOwned = ownedIn(kind, alias, user, () => undefined);
  const owned = ownedIn(kind, alias, user, (parent) => parent.storage.where);
  const live =
    where === undefined
      ? ''
      : ` AND ${among(kind, alias, `${ownedIn(kind, 'x', user, () => undefined)} AND (${where})`)}`;
  return {
    id,
    data: hostColumns(kind)
      .map((each) => read(each, `${alias}.`))
      .join(', '),
    isOwned,
    isOwn: `${owned}${live}`,
    hasId: (value) => {
      if (!column) return `${id} = ${value}`;
      const { prefix } = column;
      return `${alias}.${identifier(column.name)} = ${typeof prefix === 'string' ? numberOf(value, prefix) : written(value, column)}`;
    },
  };
}

/** That a row is one of those of the table `x` for which a condition holds. */
function among(kind: Kind, alias: string, condition: string): string {
  const names = keyColumns(kind).map(({ name }) => identifier(name));
  const key = names.map((name) => `${alias}.${name}`).join(', ');
  return `(${key}) IN (SELECT ${names.map((name) => `x.${name}`).join(', ')} FROM ${tableOf(kind)} x WHERE ${condition})`;
}

/** Which rows of the kinds above a row count. */
type WhereOf = (parent: Kind) => string | undefined;

/** That a row is the user's. */
function ownedIn(kind: Kind, alias: string, user: string, whereOf: WhereOf): string {
  const {
    ownedThrough,
    parent,
    storage: { ownerColumn = '' },
  } = kind;
  if (!ownedThrough) return `${alias}.${identifier(ownerColumn)} = ${ownerOf(kind, user)}`;
  return isOwnParent(ownedThrough, `${alias}.${identifier(parent?.column ?? '')}`, {
    alias: `${alias}p`,
    user,
    whereOf,
  });
}

function isOwnParent(
  parent: Kind,
  id: string,
  { alias, user, whereOf }: { readonly alias: string; readonly user: string; readonly whereOf: WhereOf },
): string {
  const [key] = keyColumns(parent);
  const where = whereOf(parent);
  const owned = ownedIn(parent, alias, user, whereOf);
  return `${id} IN (SELECT ${alias}.${identifier(key?.name ?? '')} FROM ${tableOf(parent)} ${alias} WHERE ${owned}${where === undefined ? '' : ` AND (${where})`})`;
}

/** That a row which is to be inserted will be the user's: one that does not say so is only under a parent of theirs. */
export function fence(kind: Kind, row: string, user = '$1'): string {
  const { ownedThrough, parent } = kind;
  const column = hostColumns(kind).find(({ name }) => name === parent?.column);
  if (!ownedThrough || !column) return 'true';
  return isOwnParent(ownedThrough, valueOf(column, row), {
    alias: 'p',
    user,
    whereOf: ({ storage: { where } }) => where,
  });
}

/** A column of the table, and SQL for what is written there. */
export interface WrittenColumn {
  readonly name: string;
  readonly value: string;
}

/** The columns of a row that is written: id, owner and data. @param row the alias of a row as the engine has it */
export const writtenColumns = (kind: Kind, row: string, user = '$1'): readonly WrittenColumn[] => {
  const {
    ownedThrough,
    storage: { ownerColumn = '' },
  } = kind;
  const id = idColumnOf(kind);
  return [
    ...(id ? [{ name: id.name, value: written(`${row}.id`, id) }] : []),
    ...(ownedThrough ? [] : [{ name: ownerColumn, value: ownerOf(kind, user) }]),
    ...hostColumns(kind).map((column) => ({ name: column.name, value: valueOf(column, row) })),
  ];
};

/** The same as lists for INSERT. */
export function insertedColumns(
  kind: Kind,
  row: string,
  user = '$1',
): { readonly names: string; readonly values: string } {
  const constants = Object.entries(kind.storage.constants).map(([name, type]): WrittenColumn => ({
    name,
    value: constantSql(name, type),
  }));
  const columns = [...writtenColumns(kind, row, user), ...constants];
  return {
    names: columns.map(({ name }) => identifier(name)).join(', '),
    values: columns.map(({ value }) => value).join(', '),
  };
}

/** `column = value` for each data column. */
export const assignedColumns = (kind: Kind, row: string): readonly string[] =>
  hostColumns(kind).map((column) => `${identifier(column.name)} = ${valueOf(column, row)}`);
