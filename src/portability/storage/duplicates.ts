/** Finds, in sets, the UUIDs of staged rows that stand for two. */
import { kindAt, type Finding, type Findings } from './findings.js';
import { kindNumber, type Staging } from './staging.js';
import { CANONICAL_ID, IDENTITY, identifier } from './sql.js';

/** Rows whose UUID another row of the archive has too; `sameList` where the two stand under the same parent. */
export async function findDuplicates(
  { transaction, graph, kinds, rowsOf }: Staging,
  most: number,
): Promise<Findings> {
  const twice = await transaction.query<{ id: string; extra: string }>(
    `SELECT id, sum(count(*) - 1) OVER () AS extra FROM ${IDENTITY} GROUP BY id HAVING count(*) > 1 LIMIT ${most}`,
  );
  if (twice.length === 0) return { total: 0, first: [] };
  const ids = twice.map(({ id }) => id);
  const selects = kinds.map(
    (kind) =>
      `SELECT ${kindNumber(graph, kind)} AS kind, id, row__location AS location, ${kind.parent ? identifier(kind.parent.column) : "''"} AS parent
       FROM ${rowsOf(kind)} WHERE id = ANY ($1)`,
  );
  // The first of each is the one that stays; the others are in the way.
  const rows = await transaction.query<{
    kind: string;
    id: string;
    location: string;
    same: string;
  }>(
    `SELECT * FROM (
       SELECT kind, id, location, (lag(kind) OVER w = kind AND lag(parent) OVER w = parent) AS same, row_number() OVER w AS nth
       FROM (${selects.join(' UNION ALL ')}) r WINDOW w AS (PARTITION BY id ORDER BY kind, parent, location)
     ) d WHERE nth > 1 ORDER BY kind, location LIMIT ${most}`,
    [ids],
  );
  return {
    total: Number(twice[0]?.extra),
    first: rows.map((row) => ({
      kind: kindAt(graph, row.kind),
      rowId: row.id,
      field: undefined,
      location: Number(row.location),
      sameList: row.same === 't',
    })),
  };
}

/** Rows with an origin by which they are the same as another of their kind; one of each, which has none or the lowest id, is left out. */
export async function findSharedOrigins(
  { transaction, graph, rowsOf }: Staging,
  most: number,
): Promise<Findings> {
  const shared = await transaction.query<{ kind: string; id: string; total: string }>(
    `SELECT o.kind, o.id, count(*) OVER () AS total FROM ${IDENTITY} o
     WHERE o.origin IS NOT NULL AND EXISTS (
       SELECT FROM ${IDENTITY} i WHERE i.kind = o.kind AND ${CANONICAL_ID} = o.origin AND (i.origin IS NULL OR i.id < o.id))
     ORDER BY o.kind, o.id LIMIT ${most}`,
  );
  const first: Finding[] = [];
  for (const kind of new Set(shared.map((row) => kindAt(graph, row.kind)))) {
    const ids = shared.filter((row) => kindAt(graph, row.kind) === kind).map(({ id }) => id);
    const locations = await transaction.query<{ id: string; location: string }>(
      `SELECT id, row__location AS location FROM ${rowsOf(kind)} WHERE id = ANY ($1) ORDER BY row__location`,
      [ids],
    );
    first.push(
      ...locations.map(({ id, location }) => ({
        kind,
        rowId: id,
        field: undefined,
        location: Number(location),
      })),
    );
  }
  return { total: Number(shared[0]?.total ?? 0), first };
}
