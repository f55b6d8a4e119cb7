/** English: the modes of an import, in the order in which the card offers them. */
import type { DELETES } from '../../api/modes';
import type { ImportMode } from '../../api/types';

interface ModeWords {
  readonly name: string;
  readonly hint: string;
  /** On the button. */
  readonly go: string;
  /** Over what would happen. */
  readonly preview: string;
  readonly done: string;
  /** Why it leaves something out, where it does. */
  readonly skips?: string;
}

/** A mode that deletes asks first. */
interface DeletingModeWords extends ModeWords {
  readonly confirm: {
    readonly heading: string;
    readonly yes: string;
    readonly yesDeleting_one: string;
    readonly yesDeleting_other: string;
  };
}

type WordsOf<M extends ImportMode> = (typeof DELETES)[M] extends true ? DeletingModeWords : ModeWords;

export const modes = {
  merge: {
    name: 'Merge',
    hint: 'I add what’s new and update what differs. What only exists here stays.',
    go: 'Merge this file',
    preview: 'What merging would do',
    done: 'I’ve merged {{name}}.',
  },
  fill: {
    name: 'Add what’s missing',
    hint: 'I add only what you don’t have yet. Nothing you have changes, even where this file differs.',
    go: 'Add what’s missing',
    preview: 'What adding what’s missing would do',
    done: 'I’ve added what was missing from {{name}}.',
    skips: 'Left out: in the file, but not brought in. You have it already, and yours stays as it is.',
  },
  replace: {
    name: 'Replace',
    hint: 'Afterwards you have exactly what’s in this file. Everything else is deleted.',
    go: 'Replace my data',
    preview: 'What replacing would do',
    done: 'I’ve replaced your data with {{name}}.',
    confirm: {
      heading: 'Replace what you have here?',
      yes: 'Yes, replace my data',
      yesDeleting_one: 'Yes, replace and delete {{count, number}} entry',
      yesDeleting_other: 'Yes, replace and delete {{count, number}} entries',
    },
  },
  copies: {
    name: 'Import as copies',
    hint: 'I add everything as new. Nothing you have is touched.',
    go: 'Import as copies',
    preview: 'What importing copies would do',
    done: 'I’ve added what’s in {{name}} as copies.',
    skips: 'Left out: in the file, but not brought in. There can be only one profile, and you have one.',
  },
} as const satisfies { readonly [M in ImportMode]: WordsOf<M> };
