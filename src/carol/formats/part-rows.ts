/** Things with what belongs to them, out of several kinds by one query: each thing, then its parts, kind by kind. */
import type { CompanionSource } from '../../portability/kinds.js';

/** The rows of one kind as parts. */
export interface PartQuery {
  /** What the parts are called. */
  readonly of: string;
  /** Texts of a part, each an expression of SQL. */
  readonly select: Readonly<Record<string, string>>;
  readonly from: string;
  /** What the parts belong to: the same type, and the same collation, in every query. */
  readonly owner: string;
  /** A number that they are ordered by. */
  readonly nth?: string;
  /** What breaks ties. */
  readonly id: string;
}

export type Part = Readonly<Record<string, string | null>> & { readonly of: string };

/**
 * Sorted by PostgreSQL, which keeps on disk what it cannot keep in memory.
 * @param queries in the order of a thing's parts; the thing itself is the first
 */
export async function* readParts(
  source: Pick<CompanionSource, 'read'>,
  queries: readonly PartQuery[],
): AsyncGenerator<Part> {
  const names = queries.map(({ select }) => Object.keys(select));
  const width = Math.max(...names.map(({ length }) => length));
  const selects = queries.map(({ select, from, owner, nth = '0', id }, index) => {
    const values = Array.from({ length: width }, (_, column) => {
      const name = names[index]?.[column];
      return `${name === undefined ? 'NULL::text' : select[name]} AS c${column}`;
    });
    return `SELECT ${index} AS query, ${values.join(', ')}, ${owner} AS owner, ${nth} AS nth, ${id} COLLATE "C" AS id FROM ${from}`;
  });
  const columns = Array.from({ length: width }, (_, column) => `c${column}`);
  const sql =
    `SELECT query, ${columns.join(', ')} FROM (${selects.join(' UNION ALL ')}) parts` +
    ' ORDER BY owner, query, nth, id';
  for await (const rows of source.read(sql))
    for (const row of rows) {
      const index = Number(row[0]);
      const part: Record<string, string | null> = {};
      for (const [column, name] of (names[index] ?? []).entries()) part[name] = row[column + 1] ?? null;
      yield { ...part, of: queries[index]?.of ?? '' };
    }
}
