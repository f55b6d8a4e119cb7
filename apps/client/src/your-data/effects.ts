/** Sums and groups what an import does, for people to read. */
import type { EffectCounts, KindEffects } from '../api/types';
import { AREAS, KINDS } from './kinds';

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
  /** The entry itself, rather than something that hangs on it. */
  readonly main: boolean;
  readonly counts: EffectCounts;
}

/**
 * The kinds that there is any of, in the order of the areas.
 * Kinds that a newer service knows and this client does not come last, but come.
 */
export function effectRowsOf(effects: KindEffects): readonly EffectRow[] {
  const known = AREAS.flatMap(({ kinds }) => rowsOf(effects, kinds, kinds[0]));
  const strange = Object.keys(effects).filter((kind) => !(KINDS as readonly string[]).includes(kind));
  return [...known, ...rowsOf(effects, strange, null)];
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

export function changesNothing({ create, update, delete: deleted }: EffectCounts): boolean {
  return create + update + deleted === 0;
}

/** Nothing happens to these rows, and none of them stays behind: worth a look only for the curious. */
export function isQuiet({ create, update, delete: deleted, keep, skip }: EffectCounts): boolean {
  return create + update + deleted + keep + skip === 0;
}

function rowsOf(effects: KindEffects, kinds: readonly string[], main: string | null): readonly EffectRow[] {
  return kinds.flatMap((kind) => {
    const counts = effects[kind];
    return counts === undefined || EFFECTS.every((effect) => counts[effect] === 0)
      ? []
      : [{ kind, main: kind === main, counts }];
  });
}
