/** What a list of rows is by now: a component that uses it is drawn again while the list grows. */
import { useSyncExternalStore } from 'react';
import type { ItemsSeen, ItemStore } from './item-store';

const NOT_ASKED: ItemsSeen = { reading: 'reading', failure: null, count: 0, version: -1 };
const never = (): (() => void) => () => undefined;

export function useSeen(store: ItemStore | null): ItemsSeen {
  return useSyncExternalStore(store?.subscribe ?? never, store?.seen ?? (() => NOT_ASKED));
}
