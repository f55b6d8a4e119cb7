/** Compares staged rows with the importer's existing ones, in sets. Every statement here is fenced by user_id. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { ARCHIVED_ID, type ResolvedRows } from './resolve.js';
import { changedColumn, joinOwn, ownedBy, relationOf } from './host-table.js';
import { columnsOf, differs, gathered, isAbsent, versionOf } from './sql.js';
import type { Transaction } from './transaction.js';

/** How the archive's rows of one kind stand to the importer's. */
export interface Comparison {
  readonly fresh: number;
  readonly different: number;
  readonly same: number;
  /** Of the different ones, those whose existing row was changed later than the archive's. */
  readonly newerInDatabase: number;
  /** Where it was asked for. */
  readonly versions?: Versions;
}

/** What tells one state of a user's rows from another, beside the numbers of rows: each is one number over all of them, in whatever order. */
export interface Versions {
  /** Which rows of the archive meet which existing ones. */
  readonly met: string;
  /** The existing rows that differ from the archive's, as they are now. */
  readonly different: string;
}

/** Rows of the archive, of the given kinds; all kinds together have so many `rows`. */
export interface Compared {
  readonly kinds: readonly Kind[];
  readonly resolved: ResolvedRows;
  readonly rows: number;
}

/** How many rows of each kind the user has. */
export async function countRows(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
): Promise<ReadonlyMap<Kind, number>> {
  const rows = await transaction.queryRows(
    graph.kinds
      .map(
        (kind, index) =>
          `SELECT ${index}, (SELECT count(*) FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')})`,
      )
      .join(' UNION ALL '),
    [userId],
  );
  return new Map(rows.map(([index, count]) => [graph.kinds[Number(index)] as Kind, Number(count)]));
}

/** Compares the kinds' rows with the user's own. @param withVersions costs a hash of each row that differs */
export async function compareRows(
  transaction: Transaction,
  { kinds, resolved, rows }: Compared,
  userId: string,
  withVersions: boolean,
): Promise<ReadonlyMap<Kind, Comparison>> {
  const sourceOf = withVersions ? resolved.archived : resolved.source;
  const compared = kinds.map(
    (kind, index) =>
      // OFFSET 0: each row is compared once, not once for each count.
      `SELECT ${index},
              count(*) FILTER (WHERE c.row__fresh),
              count(*) FILTER (WHERE c.row__different),
              count(*) FILTER (WHERE NOT c.row__fresh AND NOT c.row__different),
              count(*) FILTER (WHERE c.row__different AND c.row__newer)${withVersions ? `, ${versionsOf(kind)}` : ''}
       FROM (SELECT t.id IS NULL AS row__fresh, t.id IS NOT NULL AND ${differs(kind)} AS row__different,
                    ${isNewer(kind)} AS row__newer${withVersions ? `, s.${ARCHIVED_ID}, t.id, ${columnsOf(kind, 't')}` : ''}
             FROM ${sourceOf(kind)} s ${joinOwn(kind)} OFFSET 0) c`,
  );
  const comparisons = new Map<Kind, Comparison>();
  for (const query of gathered(compared, rows)) {
    for (const [index, ...found] of await transaction.queryRows(query, [userId])) {
      const [fresh = 0, different = 0, same = 0, newerInDatabase = 0] = found.map(Number);
      const versions = withVersions && { met: found[4] ?? '', different: found[5] ?? '' };
      comparisons.set(kinds[Number(index)] as Kind, {
        fresh,
        different,
        same,
        newerInDatabase,
        ...(versions && { versions }),
      });
    }
  }
  return comparisons;
}

/** Whether the existing row was changed later; not known of tables that do not say when. */
function isNewer(kind: Kind): string {
  const column = changedColumn(kind);
  return column === undefined ? 'false' : `t.${column} > s.${column}`;
}

const versionsOf = (kind: Kind): string =>
  `bit_xor(hashtextextended(c.${ARCHIVED_ID} || c.id, 0)) FILTER (WHERE NOT c.row__fresh),
   bit_xor(${versionOf(kind, 'c')}) FILTER (WHERE c.row__different)`;

/** One number over the user's rows of each kind that the archive does not have, as they are now. */
export async function absentVersions(
  transaction: Transaction,
  { kinds, resolved, rows }: Compared,
  userId: string,
): Promise<ReadonlyMap<Kind, string>> {
  const absent = kinds.map(
    (kind, index) =>
      `SELECT ${index}, bit_xor(${versionOf(kind, 't')}) FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')} AND ${isAbsent(resolved.present(kind))}`,
  );
  const versions = new Map<Kind, string>();
  for (const query of gathered(absent, rows)) {
    for (const [index, version] of await transaction.queryRows(query, [userId]))
      versions.set(kinds[Number(index)] as Kind, version ?? '');
  }
  return versions;
}
