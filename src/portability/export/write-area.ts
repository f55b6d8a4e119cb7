/** Writes one area file: the root rows in order, each with the rows that nest under it, from cursors that run side by side. */
import type { Kind } from '../archive/define-kind.js';
import { encodeFields } from '../archive/encode.js';
import { schemaComment } from '../archive/format.js';
import type { Area, KindGraph } from '../archive/graph.js';
import { ORIGIN } from '../archive/origin.js';
import { YamlWriter } from '../archive/yaml/write.js';
import { openRowCursor, type OwnedRows, type RowCursor } from '../storage/row-cursor.js';
import type { Transaction } from '../storage/transaction.js';

/** UTF-16 code units that are collected before they are handed on. */
const CHUNK_LENGTH = 128 * 1024;

/** The text of an area file, in chunks. */
export async function* writeArea(
  transaction: Transaction,
  graph: KindGraph,
  area: Area,
  owned: OwnedRows,
): AsyncGenerator<Buffer> {
  const writer = new YamlWriter();
  writer.comment(schemaComment(area.name));
  const cursors = new Map<Kind, RowCursor>();
  for (const kind of graph.kinds) {
    if (graph.lineage(kind)[0] === area.root)
      cursors.set(kind, await openRowCursor(transaction, graph, kind, owned));
  }
  const rows = rowWriter(graph, writer, cursors, owned.origins);
  let empty = true;
  for (;;) {
    const written = rows(area.root, 0, null);
    if (!(typeof written === 'boolean' ? written : await written)) break;
    empty = false;
    if (writer.length >= CHUNK_LENGTH) yield Buffer.from(writer.take());
  }
  if (empty) writer.emptyDocument();
  yield Buffer.from(writer.take());
}

/**
 * A function that writes the next row of a kind, with its children, if it belongs to the given parent.
 * It answers at once as long as the rows it needs are there, as one promise per row would cost more than the row.
 */
function rowWriter(
  graph: KindGraph,
  writer: YamlWriter,
  cursors: ReadonlyMap<Kind, RowCursor>,
  origins: OwnedRows['origins'],
) {
  const children = new Map(graph.kinds.map((kind) => [kind, graph.childrenOf(kind)]));

  const writeNext = async (kind: Kind, depth: number, parentId: string | null): Promise<boolean> => {
    const cursor = cursors.get(kind);
    if (!cursor) return false;
    const peeked = cursor.peek();
    const row = peeked instanceof Promise ? await peeked : peeked;
    if (!row || (parentId !== null && row[1] !== parentId)) return false;
    cursor.advance();
    const id = row[0] ?? '';
    writer.mapKey(depth, id);
    const origin = origins.has(kind) ? (row.at(-1) ?? null) : null;
    if (origin !== null) writer.scalar(depth + 1, ORIGIN.key, origin);
    encodeFields(writer, depth + 1, kind, row);
    for (const child of children.get(kind) ?? []) {
      const childCursor = cursors.get(child);
      const first = childCursor?.peek();
      const head = first instanceof Promise ? await first : first;
      if (head?.[1] !== id) continue;
      writer.mapKey(depth + 1, child.parent?.key ?? '');
      while (await writeNext(child, depth + 2, id));
    }
    return true;
  };
  return writeNext;
}
