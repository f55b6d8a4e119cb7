/** Rows by kind, counted while they pass. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { sumOf } from '../sum.js';

/** Zero of each kind. */
export const noRows = (graph: KindGraph): Map<Kind, number> => new Map(graph.kinds.map((kind) => [kind, 0]));

export const countInto = (counts: Map<Kind, number>, kind: Kind, rows: number): void =>
  void counts.set(kind, (counts.get(kind) ?? 0) + rows);

/** Rows of all kinds. */
export const totalOf = (counts: ReadonlyMap<Kind, number>): number => sumOf(counts.values());
