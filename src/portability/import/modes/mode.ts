/** What a mode decides. To add a mode: a file beside this one, and a line in `index.ts` that the compiler asks for. */

export interface ImportStrategy {
  /** Rows meet the importer's own by their UUID, or are all made anew under fresh ones. */
  readonly identity: 'matched' | 'fresh';
  /** What becomes of existing rows that the archive does not mention. */
  readonly unmentioned: 'delete' | 'keep';
  /** Whether a reference may lead to a row that the importer has and the archive does not. */
  readonly reachesOwnRows: boolean;
}
