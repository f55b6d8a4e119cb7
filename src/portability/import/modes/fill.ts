/** Fill: only what is missing is added; nothing that exists is changed. */
import type { Mode } from './mode.js';

export const fill = {
  identity: 'match',
  rows: { new: 'create', different: 'skip', same: 'unchanged', absent: 'keep', singletonTaken: 'skip' },
  references: 'archive-or-own',
  words: {
    title: 'Fill',
    summary:
      'only what you do not have is added; what you have stays as it is, also where the archive differs',
    help: 'add only what is missing',
  },
} as const satisfies Mode;
