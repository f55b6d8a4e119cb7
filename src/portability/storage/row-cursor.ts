/** Reads the rows of one kind in archive order through a server-side cursor; several can be read in turn in one transaction. */
import type { RowCursor } from '../archive/area-text.js';
import type { PackedRow } from '../archive/packed-row.js';
import type { Kind, KindField } from '../archive/define-kind.js';
import { columnType } from '../archive/fields.js';
import { linkFields, type KindGraph, type LinkField } from '../archive/graph.js';
import { endOfMessage, ROW_HEADER_BYTES, type DataRows } from './data-rows.js';
import { partSource, targetsOutside, type PartRows } from './part-rows.js';
import { discriminated, identifier, literal } from './sql.js';
import { ownedBy, relationOf } from './host-table.js';
import type { Transaction } from './transaction.js';

/** Whose rows are read, and what is known of them beside. */
export interface OwnedRows extends PartRows {
  /** Queries in brackets for `id` and `origin` of rows; of the kinds that are not there no row has an origin. */
  readonly origins: ReadonlyMap<Kind, string>;
  /** Bytes of the longest row of a kind, about; at least that many, and 0 where there is surely none. */
  longest(kind: Kind): number;
}

const BATCH_ROWS = 1_000;
/** What a batch takes in memory at most, and what it is to take where rows differ much in length; bytes. */
const MOST_BATCH_BYTES = 64 * 1024 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;

/** How many rows to fetch next: as many as would have been so long last time, and never so many that they could be too long. */
function nextBatch(most: number, { bytes, count }: DataRows): number {
  if (count === 0 || most === BATCH_ROWS) return most;
  return Math.max(1, Math.min(most, Math.floor((BATCH_BYTES * count) / Math.max(1, bytes.length))));
}

const NO_ROWS: DataRows = { bytes: Buffer.alloc(0), count: 0 };

/** A cursor over a user's rows, in the order of the parents' order, then their own; ids break ties. It is opened when a row is asked for. */
export function openRowCursor(
  transaction: Transaction,
  graph: KindGraph,
  kind: Kind,
  rows: OwnedRows,
): RowCursor {
  const name = identifier(`export_${kind.table}`);
  // With the first rows, in one round trip. All of them will be fetched: it is planned for that, and not for the first of them.
  let declare = `SET LOCAL cursor_tuple_fraction = 1; DECLARE ${name} NO SCROLL CURSOR FOR ${rowsSql(graph, kind, rows)}; `;
  const most = Math.max(
    1,
    Math.min(BATCH_ROWS, Math.floor(MOST_BATCH_BYTES / Math.max(1, rows.longest(kind)))),
  );
  const fetch = (count: number): Promise<DataRows> => {
    const statements = `${declare}FETCH FORWARD ${count} FROM ${name}`;
    declare = '';
    return transaction.readRows(statements);
  };
  let batch = NO_ROWS;
  let more = true;
  let ahead: Promise<DataRows> | undefined;
  /** The first of those that are not taken; one object for all rows. */
  const row = { bytes: batch.bytes, at: 0 };
  /** Where its message begins. */
  let begin = 0;
  const show = (): PackedRow => {
    row.at = begin + ROW_HEADER_BYTES;
    return row;
  };
  const refill = async (): Promise<PackedRow | undefined> => {
    const count = nextBatch(most, batch);
    batch = await (ahead ?? fetch(count));
    more = batch.count === count;
    // Of rows that are short, the next are on their way while these are written.
    ahead = more && most === BATCH_ROWS ? fetch(BATCH_ROWS) : undefined;
    // Who goes on hears of a failure; nobody else has to.
    ahead?.catch(() => undefined);
    // Nobody waits for that; if it fails, so does whatever is asked next.
    if (!more) transaction.query(`CLOSE ${name}`).catch(() => undefined);
    row.bytes = batch.bytes;
    begin = 0;
    return batch.count > 0 ? show() : undefined;
  };
  return {
    peek: () => (begin < batch.bytes.length ? show() : more ? refill() : undefined),
    advance: () => void (begin = endOfMessage(batch.bytes, begin)),
  };
}

function rowsSql(graph: KindGraph, kind: Kind, { origins, ...part }: OwnedRows): string {
  const origin = origins.get(kind);
  const lineage = graph.lineage(kind);
  const alias = (level: number): string => `l${level}`;
  const own = alias(lineage.length - 1);
  const joins = lineage.slice(0, -1).map((ancestor, level) => {
    const child = lineage[level + 1];
    const parentColumn = identifier(child?.parent?.column ?? '');
    return ` JOIN ${relationOf(ancestor)} ${alias(level)} ON ${alias(level)}.user_id = ${alias(level + 1)}.user_id AND ${alias(level)}.id = ${alias(level + 1)}.${parentColumn}`;
  });
  const outside = knownOutside(graph, kind, { origins, ...part });
  const order = lineage.flatMap((ancestor, level) => [
    ...ancestor.order.map((key) => orderExpression(ancestor, key, alias(level))),
    `${alias(level)}.id COLLATE "C"`,
  ]);
  const columns = [
    `${own}.id`,
    ...(kind.parent ? [`${own}.${identifier(kind.parent.column)}`] : []),
    ...(origin === undefined ? [] : ['known.origin']),
    ...kind.fields.flatMap((field) => {
      const known = outside.filter((link) => link.field === field).map(({ alias: of }) => `${of}.origin`);
      if (known.length === 0) return selection(graph, field, own);
      return [`COALESCE(${[...known, `${own}.${identifier(field.column)}`].join(', ')})`];
    }),
  ];
  const outsideJoins = outside.map(
    ({ field, target, rows, alias: of }) =>
      ` LEFT JOIN ${rows} ${of} ON ${of}.id = ${own}.${identifier(field.column)}${discriminated(kind, field, target.name, own)}`,
  );
  const originJoin = origin === undefined ? '' : ` LEFT JOIN ${origin} known ON known.id = ${own}.id`;
  const mediaJoins = kind.fields
    .filter((field) => field.type === 'media')
    .map(
      (field) =>
        ` LEFT JOIN ${relationOf(mediaKind(graph))} ${mediaAlias(field)} ON ${mediaAlias(field)}.user_id = ${own}.user_id AND ${mediaAlias(field)}.id = ${own}.${identifier(field.column)}`,
    );
  return (
    `SELECT ${columns.join(', ')} FROM ${partSource(graph, part, kind)} ${own}${joins.toReversed().join('')}${mediaJoins.join('')}${outsideJoins.join('')}${originJoin}` +
    ` WHERE ${ownedBy(kind, own, literal(part.userId))} ORDER BY ${order.join(', ')}`
  );
}

interface OutsideLink {
  readonly field: LinkField;
  readonly target: Kind;
  /** A query in brackets for what rows of the target are known by. */
  readonly rows: string;
  readonly alias: string;
}

/** The links that lead out of a part, to rows that may be known elsewhere by another UUID: they are written by that, as no row beside says it. */
const knownOutside = (graph: KindGraph, kind: Kind, { origins, areas }: OwnedRows): readonly OutsideLink[] =>
  linkFields(kind).flatMap((field, index) =>
    targetsOutside(graph, areas, field).flatMap((target, nth) => {
      const rows = origins.get(target);
      return rows === undefined ? [] : [{ field, target, rows, alias: `o${index}_${nth}` }];
    }),
  );

function orderExpression(kind: Kind, key: string, alias: string): string {
  const field = kind.fields.find((candidate) => candidate.key === key);
  const column = `${alias}.${identifier(field?.column ?? key)}`;
  return field === undefined || columnType(field).startsWith('text') ? `${column} COLLATE "C"` : column;
}

/** A media reference comes with what its path is made of. */
function selection(graph: KindGraph, field: KindField, alias: string): string[] {
  const column = `${alias}.${identifier(field.column)}`;
  if (field.type === 'list') return [`array_to_json(${column}::text[])::text`];
  if (field.type === 'textList') return [`array_to_json(${column})::text`];
  if (field.type !== 'media') return [column];
  const { blob, fields } = mediaKind(graph);
  const columnOf = (key: string | undefined): string =>
    identifier(fields.find((candidate) => candidate.key === key)?.column ?? '');
  return [
    column,
    `${mediaAlias(field)}.${columnOf(blob?.fileName)}`,
    `${mediaAlias(field)}.${columnOf(blob?.contentType)}`,
  ];
}

const mediaAlias = (field: KindField): string => identifier(`m_${field.column}`);

function mediaKind(graph: KindGraph): Kind {
  if (!graph.blobKind) throw new Error('A field refers to media, and no kind describes files');
  return graph.blobKind;
}
