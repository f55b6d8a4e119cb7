/** Older versions of the format, brought to the newest step by step. */
import type { Entry } from './yaml/read.js';

/** Turns one top-level entry of an area file of version `from` into one of the next version. Pure. */
export interface Upgrade {
  readonly from: number;
  readonly upgrade: (area: string, entry: Entry) => Entry;
}

/** The oldest version that can still be read. */
export const OLDEST_VERSION = 1;

/** In ascending order, one for every version before the newest. */
export const UPGRADES: readonly Upgrade[] = [];

/** The upgrade of entries from `version` to the newest; the steps follow one another. */
export const upgradeFrom =
  (version: number, upgrades: readonly Upgrade[] = UPGRADES) =>
  (area: string, entry: Entry): Entry =>
    upgrades
      .filter(({ from }) => from >= version)
      .reduce((current, { upgrade }) => upgrade(area, current), entry);
