/** What an import mode is: one table, from which everything that a mode does and says derives. */
import type { Effects } from './effects.js';

interface Words {
  /** As people call it: "Import as copies". */
  readonly title: string;
  /** For the README of an archive: what is so afterwards. */
  readonly summary: string;
  /** For the help of the command line: a few words. */
  readonly help: string;
}

/** Rows of the archive meet the importer's own by their UUID; a singleton meets its only row, whatever its UUID. */
export interface MatchingMode {
  readonly identity: 'match';
  readonly rows: {
    /** Rows that the importer does not have. */
    readonly new: 'create';
    /** Rows that the importer has otherwise. */
    readonly different: 'update' | 'skip';
    /** Rows that the importer has just so. */
    readonly same: 'unchanged';
    /** Rows that the importer has and the archive does not. `delete` goes with updates: what is left out may refer to them. */
    readonly absent: 'keep' | 'delete';
    /** A singleton that the importer has otherwise. */
    readonly singletonTaken: 'update' | 'skip';
  };
  /** Where a reference may lead: to rows of the archive alone, or also to those that the importer has and the archive does not. */
  readonly references: 'archive' | 'archive-or-own';
  readonly words: Words;
}

/** Every row is made anew under a fresh UUID, whatever there is. */
export interface FreshMode {
  readonly identity: 'fresh';
  readonly rows: {
    readonly new: 'create';
    readonly absent: 'keep';
    /** A singleton of which there is one already, and what nests under it: there can be no second. */
    readonly singletonTaken: 'skip';
  };
  readonly references: 'archive';
  readonly words: Words;
}

export type Mode = MatchingMode | FreshMode;

/** Modes by the names that the API gives them, in the order in which they are told. */
export type ModeRegistry = Readonly<Record<string, Mode>>;

/** How the rows of one kind stand to each other. */
export interface RowCounts {
  /** Rows of the archive that the importer does not have; of a fresh mode all that are not taken. */
  readonly new: number;
  readonly different: number;
  readonly same: number;
  /** Rows of the archive of which there can be only one, and is one. */
  readonly taken: number;
  /** Rows that exist and that the archive does not have; of a fresh mode all. */
  readonly absent: number;
  /** Rows of the archive that are no part of the import. */
  readonly leftOut: number;
  /** Rows that exist and stay in any mode, as they are no part of it either. */
  readonly kept: number;
}

export const NO_EFFECTS: Effects = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };

/** What becomes of the rows of one kind that the archive holds. */
export function effectsOf(mode: Mode, isSingleton: boolean, counts: RowCounts): Effects {
  const effects: { -readonly [effect in keyof Effects]: number } = {
    ...NO_EFFECTS,
    skip: counts.leftOut,
    keep: counts.kept,
  };
  effects[mode.rows.new] += counts.new;
  effects[mode.rows.absent] += counts.absent;
  if (mode.identity === 'fresh') {
    effects[mode.rows.singletonTaken] += counts.taken;
    return effects;
  }
  const otherwise = isSingleton ? mode.rows.singletonTaken : mode.rows.different;
  effects[otherwise] += counts.different;
  // What is left out of the archive leaves a row here as it is.
  if (otherwise === 'skip') effects.keep += counts.different;
  effects[mode.rows.same] += counts.same;
  return effects;
}

/**
 * Whether the mode gives rows that exist the archive's values.
 * @example updatesRows(MODES.fill) // false
 */
export const updatesRows = (mode: Mode): boolean =>
  mode.identity === 'match' && (mode.rows.different === 'update' || mode.rows.singletonTaken === 'update');

/** `Replace, Merge or Fill` */
export const titlesOf = (modes: readonly Mode[], conjunction: 'and' | 'or'): string =>
  new Intl.ListFormat('en-GB', { type: conjunction === 'and' ? 'conjunction' : 'disjunction' }).format(
    modes.map(({ words }) => words.title),
  );
