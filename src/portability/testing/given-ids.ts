/** Arbitrary data under ids that a host's tables can give. */
import { randomUUID } from 'node:crypto';
import { isNumber } from '../archive/storage.js';
import type { KindGraph } from '../kinds.js';
import { sequenceOf } from '../storage/numbered-ids.js';
import { uuidOf } from '../storage/uuid-of-number.js';
import { renamedGraph, type Graph } from './graph-arbitrary.js';
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
  return renamedGraph(graph, data, (id) => counted.get(id) ?? randomUUID());
}
