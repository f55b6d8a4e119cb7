/** Writes an area file from rows that lie on disk, as an export writes it from a database. */
import { areaText, kindsOf } from '../archive/area-text.js';
import type { Area } from '../archive/graph.js';
import { openSortedRows, type UnsortedRows } from './sorted-rows.js';

/** The text of an area file, in chunks; what is sorted at once, and one row, are in memory. */
export async function* upgradedAreaText(source: UnsortedRows, area: Area): AsyncGenerator<Buffer> {
  const { cursors, close } = await openSortedRows(source, kindsOf(source.graph, area));
  try {
    yield* areaText(source.graph, area, { cursors, hasOrigin: () => true });
  } finally {
    await close();
  }
}
