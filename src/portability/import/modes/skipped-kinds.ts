/** Which kinds a mode writes no row of. */
import type { Kind } from '../../archive/define-kind.js';
import type { KindGraph } from '../../archive/graph.js';
import type { Mode } from './mode.js';

/** Of a fresh mode: a singleton that the importer has already, and what nests under it, cannot be made a second time. */
export function skippedKinds(
  graph: KindGraph,
  { identity }: Mode,
  existing: ReadonlyMap<Kind, number>,
): ReadonlySet<Kind> {
  if (identity !== 'fresh') return new Set();
  const isTaken = (kind: Kind): boolean => kind.singleton && (existing.get(kind) ?? 0) > 0;
  return new Set(graph.kinds.filter((kind) => graph.lineage(kind).some(isTaken)));
}
