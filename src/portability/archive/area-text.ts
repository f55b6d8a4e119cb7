/** Writes one area file: the root rows in order, each with the rows that nest under it, whatever holds them. */
import type { Kind } from './define-kind.js';
import { encodeFields } from './encode.js';
import { schemaComment } from './format.js';
import type { Area, KindGraph } from './graph.js';
import { ORIGIN } from './origin.js';
import { YamlWriter } from './yaml/write.js';

/**
 * A row as PostgreSQL's texts: id, then the parent's id where there is one, then those of each field as `encodeFields` takes them, then
 * the origin where rows of the kind may have one.
 */
export type RowTexts = readonly (string | null)[];

/** The rows of one kind in archive order: in that of their parents, then in their own. */
export interface RowCursor {
  /** The next row, without taking it; undefined after the last. */
  peek(): Promise<RowTexts | undefined> | RowTexts | undefined;
  /** Takes the row that `peek` gave. */
  advance(): void;
}

/** The rows of the kinds of an area. */
export interface AreaRows {
  readonly cursors: ReadonlyMap<Kind, RowCursor>;
  /** Whether rows of the kind come with an origin. */
  hasOrigin(kind: Kind): boolean;
}

/** UTF-16 code units that are collected before they are handed on. */
const CHUNK_LENGTH = 128 * 1024;

/** The kinds whose rows stand in the file, each after its parent. */
export const kindsOf = ({ kinds, lineage }: KindGraph, { root }: Area): readonly Kind[] =>
  kinds.filter((kind) => lineage(kind)[0] === root);

/** A row whose children are being written; at the bottom the document, whose children are the root rows. */
interface Open {
  readonly id: string | null;
  readonly kinds: readonly Kind[];
  /** Of the kinds. */
  at: number;
  /** Whether the key that children of that kind stand under is written. */
  hasKey: boolean;
}

/** The text of an area file, in chunks; of an entry no more than that is in memory, and one row. */
export async function* areaText(graph: KindGraph, area: Area, rows: AreaRows): AsyncGenerator<Buffer> {
  const writer = new YamlWriter();
  writer.comment(schemaComment(area.name));
  const children = new Map(graph.kinds.map((kind) => [kind, graph.childrenOf(kind)]));
  const open: Open[] = [{ id: null, kinds: [area.root], at: 0, hasKey: true }];
  let isEmpty = true;
  for (let above = open.at(-1); above; above = open.at(-1)) {
    const kind = above.kinds[above.at];
    if (!kind) {
      open.pop();
      continue;
    }
    const cursor = rows.cursors.get(kind);
    // Mostly the row is there: a promise for each would cost more than the row.
    const peeked = cursor?.peek();
    const row = peeked instanceof Promise ? await peeked : peeked;
    if (!cursor || !row || (above.id !== null && row[1] !== above.id)) {
      above.at++;
      above.hasKey = false;
      continue;
    }
    cursor.advance();
    const depth = 2 * (open.length - 1);
    if (!above.hasKey) writer.mapKey(depth - 1, kind.parent?.key ?? '');
    above.hasKey = true;
    writer.mapKey(depth, row[0] ?? '');
    const origin = rows.hasOrigin(kind) ? (row.at(-1) ?? null) : null;
    if (origin !== null) writer.scalar(depth + 1, ORIGIN.key, origin);
    encodeFields(writer, depth + 1, kind, row);
    open.push({ id: row[0] ?? '', kinds: children.get(kind) ?? [], at: 0, hasKey: false });
    isEmpty = false;
    if (writer.length >= CHUNK_LENGTH) yield Buffer.from(writer.take());
  }
  if (isEmpty) writer.emptyDocument();
  yield Buffer.from(writer.take());
}
