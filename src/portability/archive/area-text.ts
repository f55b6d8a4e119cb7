/** Writes one area file: the root rows in order, each with the rows that nest under it, whatever holds them. */
import { Buffer } from 'node:buffer';
import type { Kind } from './define-kind.js';
import { RowEncoder } from './encode.js';
import { schemaComment } from './format.js';
import type { Area, KindGraph } from './graph.js';
import { lengthAt, LENGTH_BYTES, type PackedRow } from './packed-row.js';

/** The rows of one kind in archive order: in that of their parents, then in their own. */
export interface RowCursor {
  /** The next row as `RowEncoder` takes it, without taking it; undefined after the last. It stays as it is until `advance`. */
  peek(): Promise<PackedRow | undefined> | PackedRow | undefined;
  /** Takes the row that `peek` gave. */
  advance(): void;
}

/** The rows of the kinds of an area. */
export interface AreaRows {
  readonly cursors: ReadonlyMap<Kind, RowCursor>;
  /** Whether rows of the kind come with an origin. */
  hasOrigin(kind: Kind): boolean;
}

/** Bytes that are collected before they are handed on. */
const CHUNK_BYTES = 128 * 1024;

/** The kinds whose rows stand in the file, each after its parent. */
export const kindsOf = ({ kinds, lineage }: KindGraph, { root }: Area): readonly Kind[] =>
  kinds.filter((kind) => lineage(kind)[0] === root);

/** A row whose children are being written; at the bottom the document, whose children are the root rows. */
interface Open {
  readonly id: Buffer | null;
  readonly kinds: readonly Kind[];
  /** Of the kinds. */
  at: number;
  /** Whether the key that children of that kind stand under is written. */
  hasKey: boolean;
}

/** The text of an area file, in chunks; of an entry no more than that is in memory, and one row. */
export async function* areaText(graph: KindGraph, area: Area, rows: AreaRows): AsyncGenerator<Buffer> {
  const encoder = new RowEncoder();
  encoder.write((writer) => writer.comment(schemaComment(area.name)));
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
    if (!cursor || !row || (above.id !== null && !isChildOf(row, above.id))) {
      above.at++;
      above.hasKey = false;
      continue;
    }
    const depth = 2 * (open.length - 1);
    if (!above.hasKey) encoder.key(depth - 1, kind.parent?.key ?? '');
    above.hasKey = true;
    encoder.row(depth, kind, row, rows.hasOrigin(kind));
    const nested = children.get(kind) ?? [];
    if (nested.length > 0) open.push({ id: idOf(row), kinds: nested, at: 0, hasKey: false });
    cursor.advance();
    isEmpty = false;
    if (encoder.length >= CHUNK_BYTES) yield encoder.take();
  }
  if (isEmpty) encoder.write((writer) => writer.emptyDocument());
  yield encoder.take();
}

/** A copy: what the row stands in is filled with others. */
const idOf = ({ bytes, at }: PackedRow): Buffer =>
  Buffer.from(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + lengthAt(bytes, at)));

/** Whether the row names it as its parent, behind its own UUID. */
function isChildOf({ bytes, at }: PackedRow, id: Buffer): boolean {
  const parent = at + LENGTH_BYTES + lengthAt(bytes, at);
  if (lengthAt(bytes, parent) !== id.length) return false;
  for (let nth = 0; nth < id.length; nth++) if (bytes[parent + LENGTH_BYTES + nth] !== id[nth]) return false;
  return true;
}
