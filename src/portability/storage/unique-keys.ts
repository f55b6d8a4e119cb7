/** Finds, in sets, the rows of the archive that a unique key of a table would not let in. Of existing rows it looks at the user's alone. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { kindAt, type Findings } from './findings.js';
import { keyColumns, tableOf } from './host-columns.js';
import { relationOf, ownedBy } from './host-table.js';
import { tableRow, writtenColumns } from './table-row.js';
import { linkFields, targetsOf } from '../archive/graph.js';
import { ARCHIVED_ID, type ReadRows, type RowSource } from './resolve.js';
import type { UniqueKey, UniqueKeysByKind } from './schema/unique-keys.js';
import { discriminated, gathered, IDENTITY, identifier, isAbsent, literal } from './sql.js';
import { kindNumber } from './staging.js';
import type { Transaction } from './transaction.js';

/** What a mode would write, and what would stay. */
export interface KeySearch {
  readonly transaction: Transaction;
  readonly graph: KindGraph;
  readonly userId: string;
  readonly keys: UniqueKeysByKind;
  /** Kinds of which it writes rows. */
  readonly kinds: readonly Kind[];
  readonly rows: ReadRows;
  /** Whether it writes all of them, meets existing rows by their id, or only adds those that meet none. */
  readonly writes: 'all-anew' | 'all' | 'new';
  /** That an existing row keeps its key, as SQL; undefined: each does. @param id SQL for its id */
  keepsKey(kind: Kind, key: UniqueKey, id: string): string | undefined;
  /** Findings that are wanted at most. */
  readonly most: number;
  /** Rows that are staged, all in all. */
  readonly total: number;
}

/** Rows of which there is another one with the same key: before them in the archive, or among what the user has. */
export async function findTakenKeys(search: KeySearch): Promise<Findings> {
  const { transaction, graph, most, total } = search;
  const asked = search.kinds.flatMap((kind) =>
    (search.keys.get(kind) ?? []).map((key, index) => ({ kind, key, index })),
  );
  if (asked.length === 0) return { total: 0, first: [] };
  const selects = asked.map(
    ({ kind, key, index }) =>
      `SELECT ${kindNumber(graph, kind)} AS kind, ${index} AS key, row__archived, row__location FROM (${takenKeys(search, kind, key)}) taken`,
  );
  let found = 0;
  const first: Findings['first'][number][] = [];
  for (const query of gathered(selects, total)) {
    const rows = await transaction.queryRows(
      `SELECT *, count(*) OVER () FROM (${query}) q ORDER BY kind, row__location, key LIMIT ${most}`,
    );
    found += Number(rows[0]?.[4] ?? 0);
    for (const [number, index, rowId, location] of rows.slice(0, most - first.length)) {
      const kind = kindAt(graph, number ?? '');
      const { columns } = (search.keys.get(kind) ?? [])[Number(index)] as UniqueKey;
      const fields = kind.fields.filter(({ column }) => columns.includes(column));
      first.push({ kind, rowId: rowId ?? '', field: fields[0], location: Number(location), fields });
    }
  }
  return { total: found, first };
}

/**
 * The rows that are written and those that stay stand side by side, in the order of their keys: one sort, whatever they hold. Of the rows
 * that are there no two have the same key, so that the greatest id is the only one.
 */
function takenKeys(search: KeySearch, kind: Kind, key: UniqueKey): string {
  const parts = key.parts.map((_, index) => `k${index}`);
  const filter = key.nullsEqual ? '' : ` WHERE (${parts.join(', ')}) IS NOT NULL`;
  return `
    SELECT row__archived, row__location FROM (
      SELECT r.*, max(row__there) OVER same AS row__met, count(row__archived) OVER (same ORDER BY row__location NULLS FIRST, row__archived) AS row__nth
      FROM (${writtenKeys(search, kind, key)} UNION ALL ${existingKeys(search, kind, key)}) r${filter}
      WINDOW same AS (PARTITION BY ${parts.join(', ')})
    ) c WHERE row__archived IS NOT NULL AND (row__nth > 1 OR row__met <> row__target)`;
}

const partsOf = ({ parts }: UniqueKey): string =>
  parts.map((part, index) => `(${part}) AS k${index}`).join(', ');

/** The key of each row as it would be in the table. */
function writtenKeys(
  { graph, userId, rows, writes }: KeySearch,
  kind: Kind,
  { where, filled, ...key }: UniqueKey,
): string {
  const user = literal(userId);
  const columns = [
    `s.${ARCHIVED_ID} AS row__archived`,
    's.id::text AS row__target',
    's.row__location AS row__location',
    ...writtenColumns(kind, 's', user).map(({ name, value }) => `${value} AS ${identifier(name)}`),
    ...filled
      .filter(({ isGenerated }) => !isGenerated)
      .map((column) => `${filledValue(kind, column, writes)} AS ${identifier(column.name)}`),
  ];
  // What no field fills stays as it is in a row that is there.
  const own = tableRow(kind, 't', user);
  const join =
    filled.length > 0 && writes === 'all'
      ? ` LEFT JOIN ${tableOf(kind)} t ON ${own.hasId('s.id')} AND ${own.isOwn}`
      : '';
  const fresh =
    writes === 'new'
      ? ` WHERE NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = s.id AND i.kind = ${kindNumber(graph, kind)} AND i.mine)`
      : '';
  const generated = filled
    .filter(({ isGenerated }) => isGenerated)
    .map(({ name, value }) => `, (${value ?? 'NULL'}) AS ${identifier(name)}`);
  const written = `SELECT ${columns.join(', ')} FROM ${rows.archived(kind)} s${join}${fresh}`;
  return `SELECT row__archived, row__target, row__location, NULL::text AS row__there, ${partsOf({ where, filled, ...key })}
    FROM (SELECT w.*${generated.join('')} FROM (${written}) w) w${where === null ? '' : ` WHERE ${where}`}`;
}

function filledValue(
  kind: Kind,
  { name, type, value }: UniqueKey['filled'][number],
  writes: KeySearch['writes'],
): string {
  const inserted = `(${value ?? 'NULL'})::${type}`;
  if (writes !== 'all') return inserted;
  return `CASE WHEN t.${identifier(keyColumns(kind)[0]?.name ?? '')} IS NULL THEN ${inserted} ELSE t.${identifier(name)} END`;
}

/** The keys of the user's rows: those in a bin have one, too. */
function existingKeys(search: KeySearch, kind: Kind, key: UniqueKey): string {
  const { id, isOwned } = tableRow(kind, 't', literal(search.userId));
  const keeps = search.keepsKey(kind, key, id);
  const conditions = [
    isOwned,
    ...(key.where === null ? [] : [`(${key.where})`]),
    ...(keeps === undefined ? [] : [`(${keeps})`]),
  ];
  return `SELECT NULL, NULL, NULL::bigint, ${id}, ${partsOf(key)} FROM ${tableOf(kind)} t WHERE ${conditions.join(' AND ')}`;
}

/**
 * The kinds whose rows that go must go before others are written, so that keys are free: the given ones, and whatever may refer to them. Undefined
 * where a row that stays refers to one that goes until it is written.
 */
export async function clearedFirst(
  { transaction, graph, userId }: Pick<KeySearch, 'transaction' | 'graph' | 'userId'>,
  taken: ReadonlySet<Kind>,
  present: RowSource,
  isReplaced: (kind: Kind) => boolean,
): Promise<ReadonlySet<Kind> | undefined> {
  const cleared = new Set(taken);
  const links = graph.kinds.flatMap((kind) => linksOf(graph, kind).map((link) => ({ kind, ...link })));
  for (let size = 0; size < cleared.size;) {
    size = cleared.size;
    for (const { kind, target } of links) if (cleared.has(target) && isReplaced(kind)) cleared.add(kind);
  }
  const user = literal(userId);
  const held = links
    .filter(({ target }) => cleared.has(target))
    .map(({ kind, target, column, condition }) => {
      const stays = isReplaced(kind) ? ` AND NOT ${isAbsent(present(kind), 'k.id')}` : '';
      return `SELECT FROM ${relationOf(kind)} k JOIN ${relationOf(target)} t ON t.id = k.${identifier(column)}
        WHERE ${ownedBy(kind, 'k', user)} AND ${ownedBy(target, 't', user)}${condition} AND ${isAbsent(present(target))}${stays}`;
    });
  if (held.length === 0) return cleared;
  const [row] = await transaction.queryRows(
    `SELECT ${held.map((query) => `EXISTS (${query})`).join(' OR ')}`,
  );
  return row?.[0] === 't' ? undefined : cleared;
}

interface Link {
  readonly target: Kind;
  readonly column: string;
  readonly condition: string;
}

const linksOf = (graph: KindGraph, kind: Kind): readonly Link[] => [
  ...(kind.parent
    ? [{ target: graph.kind(kind.parent.kind), column: kind.parent.column, condition: '' }]
    : []),
  ...linkFields(kind).flatMap((field) =>
    targetsOf(field, graph.blobKind).map((name) => ({
      target: graph.kind(name),
      column: field.column,
      condition: discriminated(kind, field, name, 'k'),
    })),
  ),
];
