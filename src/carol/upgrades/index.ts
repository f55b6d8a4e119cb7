/** The upgrades of released versions of the format, one for each before the newest, in their order. */
import type { Upgrade } from '../../portability/kinds.js';

export const UPGRADES: readonly Upgrade[] = [];
