/** Finds, in sets, references of staged rows that lead in a circle. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, type LinkField } from '../archive/graph.js';
import { locationColumn } from '../archive/staged-row.js';
import type { Finding, Findings } from './findings.js';
import { ownedBy, relationOf } from './host-table.js';
import { IDENTITY, identifier, literal, REMAP } from './sql.js';
import type { Staging } from './staging.js';
import type { Transaction } from './transaction.js';

/**
 * Rows that are their own ancestor by a reference that must not lead back, or stand below such a row.
 * With `userId`, the rows that the importer has and the archive does not mention take part too.
 */
export async function findCycles(staging: Staging, most: number, userId?: string): Promise<Findings> {
  const { transaction, kinds, rowsOf } = staging;
  const all: Finding[] = [];
  let total = 0;
  for (const kind of kinds) {
    for (const field of linkFields(kind)) {
      if (field.type !== 'reference' || !field.acyclic) continue;
      await findCyclicAncestors(staging, kind, field, userId);
      const column = identifier(field.column);
      const rows = await transaction.query<{ id: string; location: string; total: string }>(
        `SELECT s.id, s.${identifier(locationColumn(field.column))} AS location, count(*) OVER () AS total
         FROM ${rowsOf(kind)} s JOIN ${IDENTITY} i ON i.id = s.id JOIN ${ANCESTOR} a ON a.id = i.target
         WHERE s.${column} IS NOT NULL ORDER BY 2 LIMIT ${most}`,
      );
      total += Number(rows[0]?.total ?? 0);
      all.push(...rows.map((row) => ({ kind, rowId: row.id, field, location: Number(row.location) })));
    }
  }
  return { total, first: all.slice(0, most) };
}

/** Who still has an ancestor, and which: of a tree nobody, once it has been climbed to the top. */
const ANCESTOR = 'pg_temp.stage_ancestor';

/**
 * Leaves in `stage_ancestor` the rows that can be climbed from for ever. Each round doubles the height of the step, so that
 * a chain of a million takes twenty rounds, where one step at a time would take a million.
 */
async function findCyclicAncestors(
  { transaction, rowsOf }: Staging,
  kind: Kind,
  field: LinkField,
  userId: string | undefined,
): Promise<void> {
  const column = identifier(field.column);
  const kept = userId === undefined ? '' : keptNodes(kind, column, userId);
  await transaction.query(`DROP TABLE IF EXISTS ${ANCESTOR}`);
  await transaction.execute(
    `CREATE TEMPORARY TABLE ${ANCESTOR.replace('pg_temp.', '')} ON COMMIT DROP AS
     SELECT COALESCE(i.target, s.id) AS id, COALESCE(m.target, s.${column}) AS ancestor
     FROM ${rowsOf(kind)} s JOIN ${IDENTITY} i ON i.id = s.id LEFT JOIN ${REMAP} m ON m.id = s.${column}
     WHERE s.${column} IS NOT NULL${kept}`,
  );
  // Rows without an ancestor are not there, so a step up to one of them ends a climb.
  const rows = await countAncestors(transaction);
  for (let left = rows, step = 1; left > 0 && step <= rows; step *= 2) {
    await transaction.execute(
      `CREATE TEMPORARY TABLE stage_ancestor_next ON COMMIT DROP AS
       SELECT a.id, b.ancestor FROM ${ANCESTOR} a JOIN ${ANCESTOR} b ON b.id = a.ancestor`,
    );
    await transaction.query(
      `DROP TABLE ${ANCESTOR}; ALTER TABLE pg_temp.stage_ancestor_next RENAME TO stage_ancestor; ANALYZE ${ANCESTOR}`,
    );
    left = await countAncestors(transaction);
  }
}

async function countAncestors(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ count: string }>(`SELECT count(*) FROM ${ANCESTOR}`);
  return Number(row?.count ?? 0);
}

const keptNodes = (kind: Kind, column: string, userId: string): string =>
  ` UNION ALL SELECT t.id, t.${column} FROM ${relationOf(kind)} t
   WHERE ${ownedBy(kind, 't', literal(userId))} AND t.${column} IS NOT NULL AND NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.id)`;
