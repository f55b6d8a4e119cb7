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
  /** The entry itself, rather than something that hangs on it. */
  readonly main: boolean;
  readonly counts: EffectCounts;
}

export interface EffectGroup {
  /** Null for kinds that a newer service knows and this client does not: they are shown all the same. */
  readonly area: Area | null;
  readonly rows: readonly EffectRow[];
}

/** The kinds that anything happens to or that there is any of, by area. */
export function groupsOf(effects: KindEffects): readonly EffectGroup[] {
  const known = AREAS.map(({ area, kinds }) => ({ area, rows: rowsOf(effects, kinds, kinds[0]) }));
  const strange = Object.keys(effects).filter((kind) => !(KINDS as readonly string[]).includes(kind));
  return [...known, { area: null, rows: rowsOf(effects, strange, null) }].filter(
    ({ rows }) => rows.length > 0,
  );
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

function rowsOf(effects: KindEffects, kinds: readonly string[], main: string | null): readonly EffectRow[] {
  return kinds.flatMap((kind) => {
    const counts = effects[kind];
    return counts === undefined || EFFECTS.every((effect) => counts[effect] === 0)
      ? []
      : [{ kind, main: kind === main, counts }];
  });
}
