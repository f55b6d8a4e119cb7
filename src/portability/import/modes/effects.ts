/** The words that previews and results are told in: modes and effects. */

export const IMPORT_MODES = ['replace', 'merge', 'copies'] as const;

export type ImportMode = (typeof IMPORT_MODES)[number];

/**
 * What happens to rows of one kind.
 * create + update + unchanged + skip = rows in the archive; update + unchanged + delete + keep = rows that exist.
 */
export interface Effects {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly delete: number;
  /** Exists, is not in the archive, stays. */
  readonly keep: number;
  /** Is in the archive and not imported. */
  readonly skip: number;
}

export type KindEffects = Readonly<Record<string, Effects>>;
