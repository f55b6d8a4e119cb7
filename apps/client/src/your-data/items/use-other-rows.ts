/** Which rows a plan is about that an earlier one was not, and the other way round. */
import { useMemo } from 'react';
import type { PreviewItem } from '../../api/types';
import type { Stale } from '../import-state';
import { useYourData } from '../your-data-provider';
import type { ItemStore } from './item-store';
import type { ItemsSubject } from './use-items';
import { useSeen } from './use-seen';

export interface OtherRows {
  readonly added: readonly PreviewItem[];
  readonly gone: readonly PreviewItem[];
}

const NONE: OtherRows = { added: [], gone: [] };

/** Only where both have been read to their end: for Replace, whose deletions are named, they have. */
export function useOtherRows(before: Stale['before'], subject: ItemsSubject): OtherRows {
  const { items } = useYourData();
  const isSame = before !== null && subject.of === 'archive' && before.mode === subject.mode;
  const earlier = isSame ? items.find({ ...subject, preview: before.preview }) : null;
  const now = items.find(subject);
  const [seenEarlier, seenNow] = [useSeen(earlier), useSeen(now)];
  const areWhole = seenEarlier.reading === 'whole' && seenNow.reading === 'whole';
  return useMemo(
    () => (areWhole && earlier && now ? { added: without(now, earlier), gone: without(earlier, now) } : NONE),
    [areWhole, earlier, now],
  );
}

function without(store: ItemStore, other: ItemStore): readonly PreviewItem[] {
  const known = new Set(rowsOf(other).map(nameOf));
  return rowsOf(store).filter((item) => !known.has(nameOf(item)));
}

const rowsOf = (store: ItemStore): readonly PreviewItem[] =>
  store.areas().flatMap((area) => store.areaItems(area).kept);
const nameOf = ({ kind, id, effect, changes }: PreviewItem): string =>
  `${kind} ${id} ${effect} ${JSON.stringify(changes ?? [])}`;
