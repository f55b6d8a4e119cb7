/** Sums and groups what an import does, for people to read. */
import type { EffectCounts, KindEffects } from '../api/types';
import { AREAS, KINDS, type Area } from './kinds';

/** In the order of a table's columns: what changes first, what stays last. */
export const EFFECTS = [
  'create',
  'update',
  'delete',
  'keep',
  'unchanged',
  'skip',
] as const satisfies readonly (keyof EffectCounts)[];
export type Effect = (typeof EFFECTS)[number];

export interface EffectRow {
  readonly kind: string;
  /** Null for a kind that this client does not know. */
  readonly area: Area | null;
  /** The entry itself, rather than something that hangs on it. */
  readonly main: boolean;
  readonly counts: EffectCounts;
}

/**
 * The kinds that there is any of, in the order of the areas.
 * Kinds that a newer service knows and this client does not come last, but come.
 */
export function effectRowsOf(effects: KindEffects): readonly EffectRow[] {
  const known = AREAS.flatMap(({ area, kinds }) => rowsOf(effects, kinds, area));
  const strange = Object.keys(effects).filter((kind) => !(KINDS as readonly string[]).includes(kind));
  return [...known, ...rowsOf(effects, strange, null)];
}

/**
 * The rows that something happens to, each area led by the entry itself even where nothing happens to that:
 * whose key people or links they are is told by the row above them.
 */
export function tellingRowsOf(rows: readonly EffectRow[]): readonly EffectRow[] {
  const telling = rows.filter(({ counts }) => !isQuiet(counts));
  const areas = new Set(telling.map(({ area }) => area));
  return rows.filter((row) => telling.includes(row) || (row.main && areas.has(row.area)));
}

export function totalOf(effects: KindEffects): EffectCounts {
  const total = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };
  for (const counts of Object.values(effects)) {
    for (const effect of EFFECTS) total[effect] += counts[effect];
  }
  return total;
}

/** How many rows of each kind are deleted; only those with any. */
export function deletionsOf(effects: KindEffects): Readonly<Record<string, number>> {
  const deleted = Object.entries(effects).filter(([, counts]) => counts.delete > 0);
  return Object.fromEntries(deleted.map(([kind, counts]) => [kind, counts.delete]));
}

export interface Difference {
  readonly kind: string;
  readonly effect: Effect;
  readonly earlier: number;
  readonly now: number;
}

/** Where two plans would not do the same to as many entries; what stays as it is does not count. */
export function differencesOf(earlier: KindEffects, now: KindEffects): readonly Difference[] {
  return Object.entries(now).flatMap(([kind, counts]) =>
    (['create', 'update', 'delete'] as const).flatMap((effect) => {
      const before = earlier[kind]?.[effect] ?? 0;
      return counts[effect] === before ? [] : [{ kind, effect, earlier: before, now: counts[effect] }];
    }),
  );
}

export function changesNothing({ create, update, delete: deleted }: EffectCounts): boolean {
  return create + update + deleted === 0;
}

/** Nothing happens to these rows, and none of them stays behind: worth a look only for the curious. */
function isQuiet({ create, update, delete: deleted, keep, skip }: EffectCounts): boolean {
  return create + update + deleted + keep + skip === 0;
}

function rowsOf(effects: KindEffects, kinds: readonly string[], area: Area | null): readonly EffectRow[] {
  return kinds.flatMap((kind, index) => {
    const counts = effects[kind];
    return counts === undefined || EFFECTS.every((effect) => counts[effect] === 0)
      ? []
      : [{ kind, area, main: area !== null && index === 0, counts }];
  });
}
