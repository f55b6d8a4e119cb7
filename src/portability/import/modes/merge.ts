/** Merge: new rows are created, differing ones take the archive's values, the others stay. */
import type { ImportStrategy } from './strategy.js';

export const merge: ImportStrategy = { identity: 'matched', unmentioned: 'keep', reachesOwnRows: true };
