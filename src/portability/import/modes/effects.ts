/** What an import does to the rows of one kind. */

/** create + update + unchanged + skip = rows in the archive; update + unchanged + delete + keep = rows that exist. */
export interface Effects {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly delete: number;
  /** Exists and stays, though the archive does not have it, or not so. */
  readonly keep: number;
  /** Is in the archive and not imported. */
  readonly skip: number;
}

/** By the kind's name. */
export type KindEffects = Readonly<Record<string, Effects>>;
