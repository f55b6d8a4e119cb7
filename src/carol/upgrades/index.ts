/** The upgrades of released versions of the format, one for each before the newest, in their order. */
import { upgradesInOrder } from '../../portability/kinds.js';

export const UPGRADES = upgradesInOrder([]);
