/** The one planner: what each mode would do with the staged rows. Preview reports it, apply carries it out. */
import type { Kind } from '../archive/define-kind.js';
import { absentVersions, compareRows, type Compared, type Comparison } from '../storage/compare.js';
import type { ReadRows, ResolvedRows } from '../storage/resolve.js';
import type { Effects, KindEffects } from './modes/effects.js';
import { effectsOf, NO_EFFECTS, type Mode } from './modes/mode.js';
import { skippedKinds } from './modes/skipped-kinds.js';
import type { Imported } from './leave-out.js';
import { totalOf } from './row-counts.js';
import { spelled } from './part.js';
import type { ImportScope } from './scope.js';

/** What one mode will do. */
export interface ModePlan {
  readonly mode: Mode;
  readonly effects: KindEffects;
  /** Kinds whose rows are all left out. */
  readonly skipped: ReadonlySet<Kind>;
  /** Kinds whose absent rows are deleted before anything is written. */
  readonly cleared: ReadonlySet<Kind>;
  readonly compared: ComparedRows;
}

/** Rows by kind: those that are imported, those that are left out, and those that the importer has. */
export interface Rows extends Imported {
  readonly existing: ReadonlyMap<Kind, number>;
  /** Where rows that meet existing ones are read from; of no use where no mode matches rows. */
  readonly resolved: ResolvedRows;
  /** Where rows are read from that are made anew: made ready when it is first asked for. */
  fresh(): Promise<ReadRows>;
}

/** What the plans of all modes share. */
export interface ComparedRows extends Rows {
  /** What was chosen, where anything was; see `spelled`. */
  readonly choice: readonly unknown[] | undefined;
  /** Empty where no mode matches rows. */
  readonly comparisons: ReadonlyMap<Kind, Comparison>;
  /** Where it was asked for: what is deleted by modes that delete, as it is now, by kind. */
  readonly absent: ReadonlyMap<Kind, string>;
}

/** Compares staged rows with existing ones, where one of the modes matches them. @param withVersions for `planDigest` */
export async function compareKinds(
  scope: ImportScope,
  modes: readonly Mode[],
  rows: Rows,
  withVersions: boolean,
): Promise<ComparedRows> {
  const choice = spelled(scope.part.choice);
  if (!modes.some(({ identity }) => identity === 'match'))
    return { ...rows, choice, comparisons: new Map(), absent: new Map() };
  const { transaction, graph, userId, part } = scope;
  const { resolved } = rows;
  const total = totalOf(rows.staged);
  // Where one of the two sides is empty there is nothing to compare.
  const isCompared = (kind: Kind): boolean =>
    (rows.staged.get(kind) ?? 0) > 0 && (rows.existing.get(kind) ?? 0) > 0;
  const of = (kinds: readonly Kind[]): Compared => ({ kinds, resolved, rows: total });
  const compared = of(graph.kinds.filter(isCompared));
  const comparisons = await compareRows(transaction, compared, userId, withVersions);
  const isAbsent = (kind: Kind): boolean => {
    const { different, same } = comparisons.get(kind) ?? { different: 0, same: 0 };
    const stays = different + same + (rows.kept.get(kind) ?? 0);
    return part.isReplaced(kind) && (rows.existing.get(kind) ?? 0) > stays;
  };
  const deletes = withVersions && modes.some((mode) => mode.rows.absent === 'delete');
  const absent = deletes
    ? await absentVersions(transaction, of(graph.kinds.filter(isAbsent)), userId)
    : new Map<Kind, string>();
  return { ...rows, choice, comparisons, absent };
}

/** Plans one mode; nothing may stand in its way. @param cleared see `ModePlan` */
export function planMode(
  scope: ImportScope,
  mode: Mode,
  compared: ComparedRows,
  cleared: ReadonlySet<Kind> = new Set(),
): ModePlan {
  const skipped = skippedKinds(scope.graph, mode, compared.existing);
  return { mode, effects: kindEffects(scope, mode, compared, skipped), skipped, cleared, compared };
}

function kindEffects(
  { graph, part }: ImportScope,
  mode: Mode,
  { staged, existing, comparisons, ...others }: ComparedRows,
  skipped: ReadonlySet<Kind>,
): KindEffects {
  const effects = graph.kinds.map((kind): [string, Effects] => {
    const rows = staged.get(kind) ?? 0;
    const there = existing.get(kind) ?? 0;
    if (part.takes(kind) === 'none') return [kind.name, { ...NO_EFFECTS, keep: there }];
    const leftOut = others.leftOut.get(kind) ?? 0;
    if (mode.identity === 'fresh') {
      const taken = skipped.has(kind) ? rows : 0;
      const counts = { new: rows - taken, different: 0, same: 0, taken, absent: there, leftOut, kept: 0 };
      return [kind.name, effectsOf(mode, kind.singleton, counts)];
    }
    const { fresh, different, same } = comparisons.get(kind) ?? { fresh: rows, different: 0, same: 0 };
    const unmet = there - different - same;
    const kept = part.isReplaced(kind) ? (others.kept.get(kind) ?? 0) : unmet;
    const counts = { new: fresh, different, same, taken: 0, absent: unmet - kept, leftOut, kept };
    return [kind.name, effectsOf(mode, kind.singleton, counts)];
  });
  return Object.fromEntries(effects);
}
