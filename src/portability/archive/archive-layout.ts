/** Where files lie in archives of every version: which it is of, its manifest says, and that may come last. */
import { companionPaths } from './companion-files.js';
import type { KindGraph } from './graph.js';
import { createLayout, type Layout } from './paths.js';
import { upgradePath, type UpgradePath } from './upgrades/chain.js';

/** An archive of a version, seen from the newest. */
export const pathFrom = ({ areas, format }: KindGraph, version: number): UpgradePath =>
  upgradePath(
    version,
    areas.map(({ name }) => name),
    format.upgrades,
  );

/** The layout of all versions that can be read, together. */
export function layoutOf(graph: KindGraph): Layout {
  const { oldest, version } = graph.format;
  const paths = Array.from({ length: version - oldest + 1 }, (_, index) => pathFrom(graph, oldest + index));
  return createLayout(
    [...new Set(paths.flatMap(({ areas }) => [...areas.keys()]))],
    [...new Set(paths.map(({ mediaFolder }) => mediaFolder))],
    companionPaths(graph.format.companions),
  );
}
