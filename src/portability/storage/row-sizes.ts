/** Measures a user's rows before an export begins: how many there are, how long they may become in an archive, and which cannot stand in one. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { heldRows } from '../archive/part.js';
import { BLOCK_JSON_BYTES, rowBytes, type LongField } from '../archive/row-bytes.js';
import { MAX_TEXT_BYTES } from '../archive/values.js';
import type { ImportLimits } from '../limits.js';
import { sumOf } from '../sum.js';
import { partSource, type PartRows } from './part-rows.js';
import { ownedBy } from './host-table.js';
import { isList, nestedColumn, ownBytes, unfitness, type BytesOf, type Unfitness } from './row-fitness.js';
import { identifier } from './sql.js';
import type { Transaction } from './transaction.js';

export interface KindSizes {
  readonly rows: number;
  /** Bytes that all of them take in their area file at most. */
  readonly bytes: number;
  /** The same of the longest. */
  readonly longest: number;
  /** Whether a row may have a text, a list or JSON that is longer than an import takes; whether one has JSON that is deeper. */
  readonly mayBeTooLong: boolean;
  readonly isTooDeep: boolean;
  /** Whether a row has a list of more than one dimension, to whose declaration PostgreSQL holds nobody. */
  readonly isNested: boolean;
}

/** Whose rows are measured, and against what. */
export interface MeasuredRows extends PartRows {
  readonly graph: KindGraph;
  readonly limits: Pick<ImportLimits, 'stringBytes' | 'yamlDepth'>;
}

/** A row, with the bytes of its texts. */
export interface SizedRow {
  readonly kind: Kind;
  readonly id: string;
  readonly bytes: number;
  /** The column that is nested, where that is what is looked for. */
  readonly column?: string;
}

/** One statement, and as little of it as can be for each row and for the planner: every export waits for it before its first byte. */
export async function measureRows(
  transaction: Transaction,
  { graph, limits, ...part }: MeasuredRows,
): Promise<ReadonlyMap<Kind, KindSizes>> {
  const most = Math.min(limits.stringBytes, MAX_TEXT_BYTES);
  const measured = graph.kinds.filter((kind) => !part.areas || heldRows(graph, part.areas, kind) !== 'none');
  const sql = measured
    .map((kind) =>
      measurement(graph, kind, {
        index: graph.kinds.indexOf(kind),
        limits,
        table: partSource(graph, part, kind),
      }),
    )
    .join(' UNION ALL ');
  // To plan it takes longer than to carry it out for a few thousand rows; a part is another statement each time.
  const found = part.areas
    ? await transaction.queryRows(sql, [part.userId])
    : await transaction.queryPrepared(sql, [part.userId]);
  return new Map(
    found.map(([index, rows, bytes, longest, isTooDeep, isNested]) => [
      graph.kinds[Number(index)] as Kind,
      {
        rows: Number(rows),
        bytes: Number(bytes),
        longest: Number(longest),
        // A value takes no fewer bytes in an archive than an import counts.
        mayBeTooLong: Number(longest) > most,
        isTooDeep: isTooDeep === 't',
        isNested: isNested === 't',
      },
    ]),
  );
}

/** The query for a kind, in brackets. OFFSET 0: each value is measured once, wherever its length is needed; to print JSON takes long. */
function measurement(
  graph: KindGraph,
  kind: Kind,
  { index, limits, table }: Pick<MeasuredRows, 'limits'> & { readonly index: number; readonly table: string },
): string {
  const { constant, longFields } = rowBytes(graph, kind);
  const json = longFields.filter(({ field }) => field.type === 'json').map(({ field }) => field);
  const own = new Map(json.map((field, nth): [KindField, string] => [field, `bytes__${nth}`]));
  const bytesOf: BytesOf = (field) => own.get(field) ?? ownBytes(field);
  const printed = json.map((field) => `, ${ownBytes(field)} AS ${bytesOf(field)}`).join('');
  const owned = `${table} o WHERE ${ownedBy(kind, 'o')}`;
  const rows = json.length > 0 ? `(SELECT *${printed} FROM ${owned} OFFSET 0) r` : owned;
  const most = ['0::bigint', ...longFields.map((field) => mostBytes(field, bytesOf))].join(' + ');
  const deep = json.length > 0 ? `, ${unfitness(kind, 'too_deep', limits, bytesOf)} AS too_deep` : '';
  const isTooDeep = json.length > 0 ? 'coalesce(bool_or(too_deep), false)' : 'false';
  const hasLists = kind.fields.some(isList);
  const nested = hasLists ? `, ${unfitness(kind, 'nested', limits)} AS nested` : '';
  const isNested = hasLists ? 'coalesce(bool_or(nested), false)' : 'false';
  return `(SELECT ${index}, count(*), coalesce(sum(most), 0) + ${constant} * count(*), coalesce(max(most) + ${constant}, 0), ${isTooDeep}, ${isNested}
    FROM (SELECT ${most} AS most${deep}${nested} FROM ${rows} OFFSET 0) s)`;
}

/** Rows that cannot stand in an archive, the longest first, and how many there are. */
export async function findUnfitRows(
  transaction: Transaction,
  { limits, ...measured }: MeasuredRows,
  why: Unfitness,
  most: number,
): Promise<{ readonly rows: readonly SizedRow[]; readonly total: number }> {
  const { rows, totals } = await longestRows(
    transaction,
    { ...measured, kinds: measured.graph.kinds, where: (kind) => unfitness(kind, why, limits) },
    most,
  );
  return { rows, total: totals };
}

/** The rows of some kinds whose texts are the longest. */
export const findLongestRows = async (
  transaction: Transaction,
  measured: Omit<MeasuredRows, 'limits'>,
  kinds: readonly Kind[],
  most: number,
): Promise<readonly SizedRow[]> =>
  (await longestRows(transaction, { ...measured, kinds, where: () => 'true' }, most)).rows;

async function longestRows(
  transaction: Transaction,
  {
    graph,
    kinds,
    where,
    ...part
  }: Omit<MeasuredRows, 'limits'> & {
    readonly kinds: readonly Kind[];
    readonly where: (kind: Kind) => string;
  },
  most: number,
): Promise<{ readonly rows: readonly SizedRow[]; readonly totals: number }> {
  const queries = kinds.map((kind) => {
    const bytes = ['0', ...rowBytes(graph, kind).longFields.map(({ field }) => ownBytes(field))].join(' + ');
    return `(SELECT ${graph.kinds.indexOf(kind)}, id, ${bytes} AS bytes, count(*) OVER (), ${nestedColumn(kind)} FROM ${partSource(graph, part, kind)} t
      WHERE ${ownedBy(kind, 't')} AND ${where(kind)} ORDER BY bytes DESC, id COLLATE "C" LIMIT ${most})`;
  });
  const found = await transaction.queryRows(queries.join(' UNION ALL '), [part.userId]);
  const totals = new Map(found.map(([index, , , total]) => [index, Number(total)]));
  return {
    rows: found
      .map(([index, id, bytes, , column]) => ({
        kind: graph.kinds[Number(index)] as Kind,
        id: id ?? '',
        bytes: Number(bytes),
        ...(column && { column }),
      }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, most),
    totals: sumOf(totals.values()),
  };
}

/** The bytes that a value takes in an area file at most. */
function mostBytes({ field, perByte, perItem, perBlockByte }: LongField, bytesOf: BytesOf): string {
  const own = bytesOf(field);
  if (field.type === 'json')
    return `${perByte} * ${own} + ${perBlockByte} * least(${own}, ${BLOCK_JSON_BYTES})`;
  if (field.type === 'textList' || field.type === 'list')
    return `${perByte} * ${own} + ${perItem} * coalesce(cardinality(${identifier(field.column)}), 0)`;
  return `${perByte} * ${own}`;
}
