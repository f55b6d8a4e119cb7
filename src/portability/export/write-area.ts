/** Writes one area file from the database, with cursors that run side by side. */
import { areaText, kindsOf, type RowCursor } from '../archive/area-text.js';
import type { Kind } from '../archive/define-kind.js';
import type { Area, KindGraph } from '../archive/graph.js';
import { openRowCursor, type OwnedRows } from '../storage/row-cursor.js';
import type { Transaction } from '../storage/transaction.js';

/** The text of an area file, in chunks. */
export async function* writeArea(
  transaction: Transaction,
  graph: KindGraph,
  area: Area,
  owned: OwnedRows,
): AsyncGenerator<Buffer> {
  const cursors = new Map<Kind, RowCursor>();
  for (const kind of kindsOf(graph, area)) {
    if (owned.longest(kind) > 0) cursors.set(kind, openRowCursor(transaction, graph, kind, owned));
  }
  yield* areaText(graph, area, { cursors, hasOrigin: (kind) => owned.origins.has(kind) });
}
