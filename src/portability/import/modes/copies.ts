/** Import as copies: every row anew under a fresh UUID; nothing that exists is touched. */
import type { Mode } from './mode.js';

export const copies = {
  identity: 'fresh',
  rows: { new: 'create', absent: 'keep', singletonTaken: 'skip' },
  references: 'archive',
  words: {
    title: 'Import as copies',
    summary: 'everything is added once more, as new entries',
    help: 'add anew',
  },
} as const satisfies Mode;
