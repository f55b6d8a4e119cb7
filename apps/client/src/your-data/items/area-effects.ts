/** What a plan does to each area, with all that hangs on its entries. */
import type { KindEffects } from '../../api/types';
import { EFFECTS } from '../effects';
import { AREAS } from '../kinds';
import { areaOf } from './item-store';
import { ITEM_EFFECTS } from './find-items';

export type AreaCounts = Readonly<Record<(typeof ITEM_EFFECTS)[number], number>>;

export interface AreaEffects {
  readonly area: string;
  readonly counts: AreaCounts;
}

/**
 * In the order of the areas: those that something happens to, and of those that can be chosen among whatever is not empty or is left out.
 * Unknown ones come last, but come.
 */
export function areaEffectsOf(
  effects: KindEffects,
  { held, out }: { readonly held: readonly string[]; readonly out: readonly string[] },
): readonly AreaEffects[] {
  const filled = new Set(
    Object.entries(effects).flatMap(([kind, counts]) =>
      EFFECTS.some((effect) => counts[effect] > 0) ? [areaOf(kind)] : [],
    ),
  );
  const byArea = new Map<string, Record<keyof AreaCounts, number>>();
  for (const [kind, counts] of Object.entries(effects)) {
    const area = areaOf(kind);
    const sum = byArea.get(area) ?? { create: 0, update: 0, delete: 0, skip: 0 };
    byArea.set(area, sum);
    for (const effect of ITEM_EFFECTS) sum[effect] += counts[effect];
  }
  const known: readonly string[] = AREAS.map(({ area }) => area);
  const strange = [...byArea.keys()].filter((area) => !known.includes(area));
  return [...known, ...strange].flatMap((area) => {
    const counts = byArea.get(area);
    if (counts === undefined) return [];
    const isChoice = held.includes(area) && (filled.has(area) || out.includes(area));
    const isTold = isChoice || ITEM_EFFECTS.some((effect) => counts[effect] > 0);
    return isTold ? [{ area, counts }] : [];
  });
}
