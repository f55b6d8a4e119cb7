/** The one planner: what each mode would do with the staged rows. Preview reports it, apply carries it out. */
import type { Kind } from '../archive/define-kind.js';
import { compareRows, type Comparison } from '../storage/compare.js';
import { resolveRows, type RowSource } from '../storage/resolve.js';
import type { Effects, KindEffects } from './modes/effects.js';
import { effectsOf, NO_EFFECTS, type Mode } from './modes/mode.js';
import { skippedKinds } from './modes/skipped-kinds.js';
import { totalOf } from './row-counts.js';
import type { ImportScope } from './scope.js';

/** What one mode will do. */
export interface ModePlan {
  readonly mode: Mode;
  readonly effects: KindEffects;
  /** Rows of the archive, by kind. */
  readonly staged: ReadonlyMap<Kind, number>;
  /** Where rows that meet existing ones are read from. */
  readonly source: RowSource;
}

/** Rows by kind: those that are staged, and those that the importer has. */
export interface Rows {
  readonly staged: ReadonlyMap<Kind, number>;
  readonly existing: ReadonlyMap<Kind, number>;
}

/** What the plans of all modes share. */
export interface ComparedRows extends Rows {
  /** Empty where no mode matches rows. */
  readonly comparisons: ReadonlyMap<Kind, Comparison>;
  readonly source: RowSource;
}

/** Compares staged rows with existing ones, where one of the modes matches them. */
export async function compareKinds(
  scope: ImportScope,
  modes: readonly Mode[],
  rows: Rows,
): Promise<ComparedRows> {
  if (!modes.some(({ identity }) => identity === 'match'))
    return { ...rows, comparisons: new Map(), source: unresolvedSource };
  const { transaction, graph, userId } = scope;
  const total = totalOf(rows.staged);
  const source = await resolveRows(transaction, total);
  // Where one of the two sides is empty there is nothing to compare.
  const isCompared = (kind: Kind): boolean =>
    (rows.staged.get(kind) ?? 0) > 0 && (rows.existing.get(kind) ?? 0) > 0;
  const kinds = graph.kinds.filter(isCompared);
  const comparisons = await compareRows(transaction, { kinds, source, rows: total }, userId);
  return { ...rows, comparisons, source };
}

const unresolvedSource: RowSource = () => {
  throw new Error('Rows that are all made anew are not compared with existing ones');
};

/** Plans one mode; nothing may stand in its way. */
export const planMode = (scope: ImportScope, mode: Mode, compared: ComparedRows): ModePlan => ({
  mode,
  effects: kindEffects(scope, mode, compared),
  staged: compared.staged,
  source: compared.source,
});

function kindEffects(
  { graph, names }: ImportScope,
  mode: Mode,
  { staged, existing, comparisons }: ComparedRows,
): KindEffects {
  const skipped = skippedKinds(graph, mode, existing);
  const effects = graph.kinds.map((kind): [string, Effects] => {
    const rows = staged.get(kind) ?? 0;
    const there = existing.get(kind) ?? 0;
    if (!names.holds(kind)) return [kind.name, { ...NO_EFFECTS, keep: there }];
    if (mode.identity === 'fresh') {
      const taken = skipped.has(kind) ? rows : 0;
      const counts = { new: rows - taken, different: 0, same: 0, taken, absent: there };
      return [kind.name, effectsOf(mode, kind.singleton, counts)];
    }
    const { fresh, different, same } = comparisons.get(kind) ?? { fresh: rows, different: 0, same: 0 };
    const counts = { new: fresh, different, same, taken: 0, absent: there - different - same };
    return [kind.name, effectsOf(mode, kind.singleton, counts)];
  });
  return Object.fromEntries(effects);
}
