/** Merge: new rows are created, differing ones take the archive's values, the others stay. */
import type { Mode } from './mode.js';

export const merge = {
  identity: 'match',
  rows: { new: 'create', different: 'update', same: 'unchanged', absent: 'keep', singletonTaken: 'update' },
  references: 'archive-or-own',
  words: {
    title: 'Merge',
    summary:
      "what is in the archive is added to what you have; where the two differ, the archive's values are taken",
    help: 'add and update',
  },
} as const satisfies Mode;
