/** Finds, in sets, the references of staged rows that lead nowhere or to the wrong kind. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph } from '../archive/graph.js';
import { locationColumn } from '../archive/staged-row.js';
import { kindAt, type Findings } from './findings.js';
import { hasId, ownedBy, relationOf } from './host-table.js';
import { derivedUuid } from './identity.js';
import { kindNumber, type Staging } from './staging.js';
import {
  discriminated,
  gathered,
  IDENTITY,
  identifier,
  OUTSIDE,
  REMAP,
  STAGED_ORIGIN,
  UNRESOLVED,
  WITHOUT_TARGET,
} from './sql.js';
import type { Transaction } from './transaction.js';

/**
 * Fills `stage_unresolved` with every reference that leads to no staged row of the right kind.
 * @param rows that are staged, all in all
 * @param isWhole whether all rows of the kind are imported; where they are not, a reference may lead to one that the archive does not have
 */
export async function collectUnresolved(
  { transaction, graph, kinds, rowsOf }: Staging,
  userId: string,
  rows: number,
  isWhole: (kind: Kind) => boolean,
): Promise<void> {
  const found = kinds.flatMap((kind) =>
    linkFields(kind).flatMap((field, index) =>
      targetsOf(field, graph.blobKind).map(
        (target) =>
          `SELECT ${kindNumber(graph, kind)}::smallint, ${index}::smallint, s.id, ${kindNumber(graph, graph.kind(target))}::smallint, s.${identifier(field.column)}, s.${identifier(locationColumn(field.column))}, ${!isWhole(graph.kind(target))}
           FROM ${rowsOf(kind)} s LEFT JOIN ${rowsOf(graph.kind(target))} t ON t.id = s.${identifier(field.column)}
           WHERE s.${identifier(field.column)} IS NOT NULL AND t.id IS NULL${discriminated(kind, field, target, 's')}`,
      ),
    ),
  );
  for (const query of gathered(found, rows)) {
    await transaction.execute(
      `INSERT INTO ${UNRESOLVED} (kind, field, row_id, target_kind, target, location, outside) ${query}`,
    );
  }
  await transaction.execute(
    `UPDATE ${UNRESOLVED} u SET wrong_kind = i.kind <> u.target_kind FROM ${IDENTITY} i WHERE i.id = u.target`,
  );
  const targets = await transaction.query<{ target_kind: string }>(
    `SELECT DISTINCT target_kind FROM ${UNRESOLVED} WHERE wrong_kind IS NULL`,
  );
  for (const { target_kind: number } of targets) {
    await findByOrigin(transaction, number);
    await findAmongOwnRows(transaction, kindAt(graph, number), number, userId);
  }
}

/** A row that is known by another UUID than its own is found by that. */
async function findByOrigin(transaction: Transaction, number: string): Promise<void> {
  await transaction.execute(
    `UPDATE ${UNRESOLVED} u SET own = r.id FROM ${STAGED_ORIGIN} r
     WHERE u.target_kind = $1 AND u.wrong_kind IS NULL AND r.kind = u.target_kind AND r.origin = u.target`,
    [number],
  );
}

/** A row that was imported earlier under a derived UUID is found by the archive's UUID too. */
async function findAmongOwnRows(
  transaction: Transaction,
  target: Kind,
  number: string,
  userId: string,
): Promise<void> {
  for (const candidate of ['u.target', derivedUuid('u.target', 1)]) {
    await transaction.execute(
      `UPDATE ${UNRESOLVED} u SET own = t.id FROM ${relationOf(target)} t
       WHERE u.target_kind = $2 AND u.wrong_kind IS NULL AND u.own IS NULL AND ${hasId(target, 't', candidate)} AND ${ownedBy(target, 't')}`,
      [userId, number],
    );
  }
}

/** Lets references to the importer's own rows outside the archive lead to where those live. */
export async function remapOwnReferences(transaction: Transaction): Promise<void> {
  await transaction.execute(
    `INSERT INTO ${REMAP} SELECT DISTINCT target, own FROM ${UNRESOLVED} WHERE own IS NOT NULL AND own <> target ON CONFLICT DO NOTHING`,
  );
}

export type ReferenceFault = 'wrong-kind' | 'dangling' | 'outside' | 'emptied';

const FAULTS: Readonly<Record<ReferenceFault, string>> = {
  'wrong-kind': 'wrong_kind',
  dangling: `wrong_kind IS NULL AND own IS NULL AND NOT ${OUTSIDE}`,
  // Right for modes that reach what the importer has.
  outside: `own IS NOT NULL AND NOT ${OUTSIDE}`,
  emptied: WITHOUT_TARGET,
};

export interface Search {
  /** Findings that are wanted at most. */
  readonly most: number;
  /** Of the rows that refer; default all. */
  readonly kinds?: readonly Kind[];
}

export async function findBrokenReferences(
  transaction: Transaction,
  graph: KindGraph,
  fault: ReferenceFault,
  { most, kinds = graph.kinds }: Search,
): Promise<Findings> {
  const rows = await transaction.query<{
    kind: string;
    field: string;
    row_id: string;
    location: string;
    total: string;
  }>(
    `SELECT kind, field, row_id, location, count(*) OVER () AS total FROM ${UNRESOLVED} u
     WHERE ${FAULTS[fault]} AND kind = ANY ($1::smallint[]) ORDER BY kind, location, field LIMIT ${most}`,
    [kinds.map((kind) => String(kindNumber(graph, kind)))],
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    first: rows.map((row) => {
      const kind = kindAt(graph, row.kind);
      return {
        kind,
        rowId: row.row_id,
        field: linkFields(kind)[Number(row.field)],
        location: Number(row.location),
      };
    }),
  };
}
