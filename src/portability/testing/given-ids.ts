/** Arbitrary data under ids that a host's tables can give. */
import { createHash, randomUUID } from 'node:crypto';
import { isNumber } from '../archive/storage.js';
import type { Kind, KindGraph } from '../kinds.js';
import { keyColumns } from '../storage/host-columns.js';
import { isLinkKind } from '../storage/host-columns.js';
import { sequenceOf } from '../storage/numbered-ids.js';
import { uuidOf } from '../storage/uuid-of-number.js';
import { renamedGraph, type Graph, type GraphRow } from './graph-arbitrary.js';
import type { Queryable } from './seed.js';

/** The same data under ids that nothing has yet: those that the database counts are counted. */
export async function givenIds(
  dataSource: Queryable,
  graph: Pick<KindGraph, 'kinds'>,
  data: Graph,
): Promise<Graph> {
  const counted = new Map<string, string>();
  for (const kind of graph.kinds.filter(({ storage }) => isNumber(storage.idType))) {
    const rows = data.rows[kind.name] ?? [];
    const found = (await dataSource.query(
      `SELECT ${uuidOf(`nextval(${sequenceOf(kind)})`, kind.storage.prefix ?? '')} AS id FROM generate_series(1, $1)`,
      [rows.length],
    )) as readonly { readonly id: string }[];
    rows.forEach(({ id }, index) => counted.set(id, found[index]?.id ?? ''));
  }
  const renamed = renamedGraph(graph, data, (id) => counted.get(id) ?? randomUUID());
  const links = graph.kinds.filter(isLinkKind);
  if (links.length === 0) return renamed;
  const known = new Map<string, string>();
  const rows = links.map((kind): [string, GraphRow[]] => {
    const linked = (renamed.rows[kind.name] ?? []).map((row) => [row, linkId(kind, row)] as const);
    linked.forEach(([row, id]) => known.set(row.id, id));
    // No two have the same links.
    const isFirst = (id: string, index: number): boolean =>
      linked.findIndex(([, other]) => other === id) === index;
    return [kind.name, linked.filter(([, id], index) => isFirst(id, index)).map(([row]) => row)];
  });
  const distinct = { ...renamed, rows: { ...renamed.rows, ...Object.fromEntries(rows) } };
  return renamedGraph(graph, distinct, (id) => known.get(id) ?? id);
}

/** As the relation of its table has it. */
function linkId(kind: Kind, row: GraphRow): string {
  const links = keyColumns(kind).map(({ name }) => {
    const field = kind.fields.find(({ column }) => column === name);
    return String(field ? row.values[field.key] : row.parentId);
  });
  const hash = createHash('sha256')
    .update([kind.name, ...links].join(':'))
    .digest('hex');
  const hex = `${hash.slice(0, 12)}8${hash.slice(13, 16)}8${hash.slice(17, 32)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
