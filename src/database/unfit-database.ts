/** A database that Carol cannot work with. */

/** One line for the operator: what is the matter, and what to do about it. Names roles, tables and databases; holds no secret. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}
