/** Finds, in sets, the references of staged rows that lead nowhere, to the wrong kind or in a circle, and UUIDs that stand twice. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph, type LinkField } from '../archive/graph.js';
import { placeColumn } from '../archive/staged-row.js';
import { derivedUuid } from './identity.js';
import { kindNumber } from './staging.js';
import { IDENTITY, identifier, literal, REMAP, stageOf, tableOf, UNRESOLVED } from './sql.js';
import type { Transaction } from './transaction.js';

/** One finding: a row, and where a field is meant, the field. */
export interface Finding {
  readonly kind: Kind;
  readonly rowId: string;
  readonly field: LinkField | undefined;
  /** As `packPlace` makes it. */
  readonly place: number;
}

export interface Findings {
  readonly total: number;
  /** At most as many as were asked for, by file and place. */
  readonly first: readonly Finding[];
}

/** Fills `stage_unresolved` with every reference that leads to no staged row of the right kind. */
export async function collectUnresolved(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
): Promise<void> {
  for (const kind of graph.kinds) {
    for (const [index, field] of linkFields(kind).entries()) {
      for (const target of targetsOf(field, graph.blobKind)) {
        await transaction.execute(
          `INSERT INTO ${UNRESOLVED} (kind, field, row_id, target_kind, target, place)
           SELECT ${kindNumber(graph, kind)}, ${index}, s.id, ${literal(target)}, s.${identifier(field.column)}, s.${identifier(placeColumn(field.column))}
           FROM ${stageOf(kind)} s LEFT JOIN ${stageOf(graph.kind(target))} t ON t.id = s.${identifier(field.column)}
           WHERE s.${identifier(field.column)} IS NOT NULL AND t.id IS NULL${discriminated(kind, field, target)}`,
        );
      }
    }
  }
  await transaction.execute(
    `UPDATE ${UNRESOLVED} u SET wrong_kind = true FROM ${IDENTITY} i WHERE i.id = u.target`,
  );
  const targets = await transaction.query<{ target_kind: string }>(
    `SELECT DISTINCT target_kind FROM ${UNRESOLVED} WHERE wrong_kind IS NULL`,
  );
  for (const { target_kind: name } of targets) await findAmongOwnRows(transaction, graph.kind(name), userId);
}

/** A row that was imported earlier under a derived UUID is found by the archive's UUID too. */
async function findAmongOwnRows(transaction: Transaction, target: Kind, userId: string): Promise<void> {
  for (const candidate of ['u.target', derivedUuid('u.target', 1)]) {
    await transaction.execute(
      `UPDATE ${UNRESOLVED} u SET own = t.id FROM ${tableOf(target)} t
       WHERE u.target_kind = ${literal(target.name)} AND u.wrong_kind IS NULL AND u.own IS NULL AND t.id = ${candidate} AND t.user_id = $1`,
      [userId],
    );
  }
}

/** Lets references to the importer's own rows outside the archive lead to where those live. */
export async function remapOwnReferences(transaction: Transaction): Promise<void> {
  await transaction.execute(
    `INSERT INTO ${REMAP} SELECT DISTINCT target, own FROM ${UNRESOLVED} WHERE own IS NOT NULL AND own <> target ON CONFLICT DO NOTHING`,
  );
}

const discriminated = (kind: Kind, field: LinkField, target: string): string => {
  if (field.type !== 'reference' || typeof field.target === 'string') return '';
  const { by, kinds } = field.target;
  const column = kind.fields.find((candidate) => candidate.key === by)?.column ?? by;
  const values = Object.keys(kinds).filter((value) => kinds[value] === target);
  return ` AND s.${identifier(column)} IN (${values.map(literal).join(', ')})`;
};

export type ReferenceFault = 'wrong-kind' | 'dangling' | 'outside';

const FAULTS: Readonly<Record<ReferenceFault, string>> = {
  'wrong-kind': 'wrong_kind',
  dangling: 'wrong_kind IS NULL AND own IS NULL',
  // Right for Merge, and for no other mode.
  outside: 'own IS NOT NULL',
};

export async function findBrokenReferences(
  transaction: Transaction,
  graph: KindGraph,
  fault: ReferenceFault,
  most: number,
): Promise<Findings> {
  const rows = await transaction.query<{
    kind: string;
    field: string;
    row_id: string;
    place: string;
    total: string;
  }>(
    `SELECT kind, field, row_id, place, count(*) OVER () AS total FROM ${UNRESOLVED} WHERE ${FAULTS[fault]}
     ORDER BY kind, place, field LIMIT ${most}`,
  );
  return findings(rows, (row) => {
    const kind = kindAt(graph, row.kind);
    return { kind, rowId: row.row_id, field: linkFields(kind)[Number(row.field)], place: Number(row.place) };
  });
}

/** Rows whose UUID another row of the archive has too; `sameList` where the two stand under the same parent. */
export async function findDuplicates(
  transaction: Transaction,
  graph: KindGraph,
  most: number,
): Promise<{
  readonly total: number;
  readonly first: readonly (Finding & { readonly sameList: boolean })[];
}> {
  const twice = await transaction.query<{ id: string; extra: string }>(
    `SELECT id, sum(count(*) - 1) OVER () AS extra FROM ${IDENTITY} GROUP BY id HAVING count(*) > 1 LIMIT ${most}`,
  );
  if (twice.length === 0) return { total: 0, first: [] };
  const ids = twice.map(({ id }) => id);
  const selects = graph.kinds.map(
    (kind) =>
      `SELECT ${kindNumber(graph, kind)} AS kind, id, row__place AS place, ${kind.parent ? identifier(kind.parent.column) : "''"} AS parent
       FROM ${stageOf(kind)} WHERE id = ANY ($1)`,
  );
  // The first of each is the one that stays; the others are in the way.
  const rows = await transaction.query<{
    kind: string;
    id: string;
    place: string;
    same: string;
  }>(
    `SELECT * FROM (
       SELECT kind, id, place, (lag(kind) OVER w = kind AND lag(parent) OVER w = parent) AS same, row_number() OVER w AS nth
       FROM (${selects.join(' UNION ALL ')}) r WINDOW w AS (PARTITION BY id ORDER BY kind, parent, place)
     ) d WHERE nth > 1 ORDER BY kind, place LIMIT ${most}`,
    [ids],
  );
  return {
    total: Number(twice[0]?.extra),
    first: rows.map((row) => ({
      kind: kindAt(graph, row.kind),
      rowId: row.id,
      field: undefined,
      place: Number(row.place),
      sameList: row.same === 't',
    })),
  };
}

/**
 * Rows that are their own ancestor by a reference that must not lead back, or stand below such a row.
 * With `userId`, the rows that the importer has and the archive does not mention take part too.
 */
export async function findCycles(
  transaction: Transaction,
  graph: KindGraph,
  most: number,
  userId?: string,
): Promise<Findings> {
  const all: Finding[] = [];
  let total = 0;
  for (const kind of graph.kinds) {
    for (const field of linkFields(kind)) {
      if (field.type !== 'reference' || !field.acyclic) continue;
      await climb(transaction, kind, field, userId);
      const column = identifier(field.column);
      const rows = await transaction.query<{ id: string; place: string; total: string }>(
        `SELECT s.id, s.${identifier(placeColumn(field.column))} AS place, count(*) OVER () AS total
         FROM ${stageOf(kind)} s JOIN ${IDENTITY} i ON i.id = s.id JOIN ${ANCESTOR} a ON a.id = i.target
         WHERE s.${column} IS NOT NULL ORDER BY 2 LIMIT ${most}`,
      );
      total += Number(rows[0]?.total ?? 0);
      all.push(...rows.map((row) => ({ kind, rowId: row.id, field, place: Number(row.place) })));
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
async function climb(
  transaction: Transaction,
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
     FROM ${stageOf(kind)} s JOIN ${IDENTITY} i ON i.id = s.id LEFT JOIN ${REMAP} m ON m.id = s.${column}
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
  ` UNION ALL SELECT t.id, t.${column} FROM ${tableOf(kind)} t
   WHERE t.user_id = ${literal(userId)} AND t.${column} IS NOT NULL AND NOT EXISTS (SELECT FROM ${IDENTITY} i WHERE i.target = t.id)`;

function kindAt(graph: KindGraph, number: string): Kind {
  const kind = graph.kinds[Number(number)];
  if (!kind) throw new Error(`No kind has the number ${number}`);
  return kind;
}

const findings = <Row extends { total: string }, Result>(
  rows: readonly Row[],
  make: (row: Row) => Result,
) => ({
  total: Number(rows[0]?.total ?? 0),
  first: rows.map(make),
});

/**
 * The UUIDs from the root of the area down to each row, to point at it with; by the row's UUID, and by `<uuid>@<place>`
 * for one that stands in several places.
 */
export async function findAncestry(
  transaction: Transaction,
  graph: KindGraph,
  kind: Kind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lineage = graph.lineage(kind).toReversed();
  const columns = lineage.map((_, level) => `k${level}.id`).toReversed();
  const joins = lineage
    .slice(1)
    .map(
      (ancestor, level) =>
        ` JOIN ${stageOf(ancestor)} k${level + 1} ON k${level + 1}.id = k${level}.${identifier(lineage[level]?.parent?.column ?? '')}`,
    );
  const rows = await transaction.queryRows(
    `SELECT DISTINCT k0.row__place, ${columns.join(', ')} FROM ${stageOf(kind)} k0${joins.join('')} WHERE k0.id = ANY ($1)`,
    [ids],
  );
  return new Map(
    rows.flatMap(([place, ...row]) => {
      const path = row.map((id) => id ?? '');
      const id = path.at(-1) ?? '';
      return [
        [id, path],
        [`${id}@${place}`, path],
      ] as const;
    }),
  );
}
