/** Replace: afterwards the importer's domain data is the archive. */
import type { Mode } from './mode.js';

export const replace = {
  identity: 'match',
  rows: { new: 'create', different: 'update', same: 'unchanged', absent: 'delete', singletonTaken: 'update' },
  references: 'archive',
  words: {
    title: 'Replace',
    summary: 'afterwards you have exactly what is in the archive',
    help: 'afterwards there is what is in the archive',
  },
} as const satisfies Mode;
