/** Which of an area's rows a person wants to see. */
import type { ItemEffect, PreviewItem } from '../../api/types';

export interface Wanted {
  /** Null: whatever becomes of them. */
  readonly effect: ItemEffect | null;
  /** In the name, or in a value before or after. */
  readonly text: string;
}

export const ITEM_EFFECTS = ['create', 'update', 'delete', 'skip'] as const satisfies readonly ItemEffect[];

/** In the order in which they came; the list itself where all are wanted. */
export function findItems(items: readonly PreviewItem[], { effect, text }: Wanted): readonly PreviewItem[] {
  const needle = text.trim().toLocaleLowerCase();
  if (effect === null && needle === '') return items;
  return items.filter(
    (item) => (effect === null || item.effect === effect) && (needle === '' || mentions(item, needle)),
  );
}

export function countByEffect(items: readonly PreviewItem[]): Readonly<Record<ItemEffect, number>> {
  const counts = { create: 0, update: 0, delete: 0, skip: 0 };
  for (const { effect } of items) counts[effect]++;
  return counts;
}

const mentions = ({ label, changes = [] }: PreviewItem, needle: string): boolean =>
  label.toLocaleLowerCase().includes(needle) ||
  changes.some(({ from, to, labels }) =>
    [from, to, labels?.from, labels?.to].some((value) => holds(value, needle)),
  );

function holds(value: unknown, needle: string): boolean {
  if (value === null || value === undefined) return false;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.toLocaleLowerCase().includes(needle);
}
