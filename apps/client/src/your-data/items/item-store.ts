/** The rows of a plan while they are read and afterwards, by area: as many of each as a person could look through. */
import type { Failure } from '../../api/failure';
import type { Preview, PreviewItem } from '../../api/types';
import { AREAS } from '../kinds';
import { parseLine } from './parse-line';

/** Rows of one area that are kept: a browser holds that many without growing slow. The others are counted. */
export const MOST_KEPT = 100_000;

/** `other`: what was read is of a plan that is not the one that was shown. */
export type Reading = 'reading' | 'whole' | 'not-whole' | 'other' | 'failed';

export interface AreaItems {
  /** Grows while it is read. */
  readonly kept: readonly PreviewItem[];
  /** How many there are, kept or not. */
  readonly count: number;
}

export interface ItemsSeen {
  readonly reading: Reading;
  /** Why nothing could be read. */
  readonly failure: Failure | null;
  readonly count: number;
  /** Grows with every change, as what is kept is the same list. */
  readonly version: number;
}

export interface ItemStore {
  /** @returns false where nothing more is wanted */
  take(lines: readonly string[]): boolean;
  /** The answer has ended: whole or not. */
  end(): void;
  fail(failure: Failure): void;
  areaItems(area: string): AreaItems;
  /** Those that there are rows of, in the order of the archive. */
  areas(): readonly string[];
  seen(): ItemsSeen;
  subscribe(listener: () => void): () => void;
}

interface StoreOptions {
  /** Tells from the first line whether the rows are of the plan that was shown. */
  readonly isShown: (report: Preview) => boolean;
  /** The item by the name that it is shown with. */
  readonly named?: (item: PreviewItem) => PreviewItem;
  /** Between two changes that are told while rows arrive, in ms. */
  readonly interval?: number;
}

const AREA_OF: ReadonlyMap<string, string> = new Map(
  AREAS.flatMap(({ area, kinds }) => kinds.map((kind) => [kind, area] as const)),
);
/** Of a kind that this client does not know: an area of its own. */
export const areaOf = (kind: string): string => AREA_OF.get(kind) ?? kind;

const RANKS: readonly string[] = AREAS.map(({ area }) => area);
/** What this client does not know comes last. */
const rankOf = (area: string): number => (RANKS.includes(area) ? RANKS.indexOf(area) : RANKS.length);

const NOTHING: AreaItems = { kept: [], count: 0 };

export function createItemStore({
  isShown,
  named = (item) => item,
  interval = 250,
}: StoreOptions): ItemStore {
  const areas = new Map<string, { kept: PreviewItem[]; count: number }>();
  const listeners = new Set<() => void>();
  let seen: ItemsSeen = { reading: 'reading', failure: null, count: 0, version: 0 };
  let count = 0;
  let told = 0;

  const tell = (change: Partial<ItemsSeen>): void => {
    seen = { ...seen, ...change, count, version: seen.version + 1 };
    told = Date.now();
    for (const listener of listeners) listener();
  };
  const keep = (item: PreviewItem): void => {
    const area = areaOf(item.kind);
    const items = areas.get(area) ?? { kept: [], count: 0 };
    areas.set(area, items);
    items.count++;
    count++;
    if (items.kept.length < MOST_KEPT) items.kept.push(named(item));
  };

  return {
    take(lines) {
      for (const line of lines) {
        const parsed = parseLine(line);
        if (parsed?.type === 'item') keep(parsed.item);
        else if (parsed?.type === 'end') tell({ reading: parsed.items === count ? 'whole' : 'not-whole' });
        else if (parsed?.type === 'report' && !isShown(parsed.report)) {
          tell({ reading: 'other' });
          return false;
        }
      }
      if (seen.reading === 'reading' && Date.now() - told >= interval) tell({});
      return true;
    },
    end: () => {
      if (seen.reading === 'reading') tell({ reading: 'not-whole' });
    },
    fail: (failure) => tell({ reading: 'failed', failure }),
    areas: () => [...areas.keys()].sort((one, other) => rankOf(one) - rankOf(other)),
    areaItems: (area) => areas.get(area) ?? NOTHING,
    seen: () => seen,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
