/**
 * Decides under which UUID each staged row will live.
 *
 * A row that the importer has meets it by the UUID that it is known by: its origin, or else its own. Of the others, a UUID of the
 * archive is kept when it is free. One that is taken is replaced by the origin where that is free, else by a UUID derived from the
 * importer and what the row is known by, so that importing again finds the same row again. Nothing but "taken" is ever learnt of
 * a row that is not the importer's.
 */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { ORIGIN_COLUMN } from '../archive/staged-row.js';
import { matchOrigins } from './match-origins.js';
import { kindNumber, type Staging } from './staging.js';
import { hashedUuid } from './hashed-uuid.js';
import { isLinkKind } from './host-columns.js';
import { matchLinks } from './match-links.js';
import { draftNumbers, numberedKinds } from './numbered-ids.js';
import { everyRowOf, hasId, isMine, ownedBy, relationOf } from './host-table.js';
import { CANONICAL_ID, IDENTITY, REMAP, STAGED_ORIGIN } from './sql.js';
import type { Transaction } from './transaction.js';

/** What the steps work in. */
interface Deciding {
  readonly transaction: Transaction;
  readonly graph: KindGraph;
  readonly userId: string;
  /** Kinds of which the importer has rows. */
  readonly occupied: readonly Kind[];
  /** Whether any row, of the archive or the importer's, is known by another UUID than its own. */
  readonly hasOrigins: boolean;
}

/** More than one is needed only where a derived UUID is taken too. */
const MAX_ROUNDS = 8;

/** A UUID of version 8 (RFC 9562, section 5.8): SHA-256 over importer, UUID and round. `$1` is the importer. */
export const derivedUuid = (id: string, round: number): string =>
  hashedUuid(`$1 || ':' || ${id} || ':${round}'`);

/** Fills `stage_identity`: kept where free (`mine` null) or own (`mine` true); `mine` false is taken and not yet decided. */
export async function collectIdentities(staging: Staging, userId: string): Promise<void> {
  const { transaction, graph, kinds, rowsOf } = staging;
  if (kinds.length === 0) return;
  const found = kinds.map((kind) =>
    isLinkKind(kind)
      ? `SELECT s.id, ${kindNumber(graph, kind)}::smallint, s.${ORIGIN_COLUMN}, s.id, NULL::boolean FROM ${rowsOf(kind)} s`
      : `SELECT s.id, ${kindNumber(graph, kind)}::smallint, s.${ORIGIN_COLUMN}, s.id, ${isMine(kind)}
       FROM ${rowsOf(kind)} s LEFT JOIN ${everyRowOf(kind)} t ON ${hasId(kind, 't', 's.id')}`,
  );
  await transaction.execute(
    `INSERT INTO ${IDENTITY} (id, kind, origin, target, mine) ${found.join(' UNION ALL ')}`,
    [userId],
  );
  await transaction.query(`ANALYZE ${IDENTITY}`);
}

/** Decides every identity for the modes that match existing rows, and fills `stage_remap` with those that change. */
export async function resolveIdentities(
  staging: Staging,
  userId: string,
  existing: ReadonlyMap<Kind, number>,
): Promise<void> {
  const { transaction, graph } = staging;
  const occupied = graph.kinds.filter((kind) => (existing.get(kind) ?? 0) > 0);
  const origins = await matchOrigins(transaction, graph, userId);
  const deciding = { transaction, graph, userId, occupied, hasOrigins: origins.any };
  await matchSingletons(deciding);
  await avoidOwnRowsOfOtherKinds(deciding);
  for (const kind of origins.staged) await returnToOrigin(deciding, kind);
  if (origins.any) await avoidOwnRowsOfOtherKinds(deciding);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const undecided = await kindsToDerive(deciding, round);
    if (undecided.length === 0) break;
    // Without it the planner joins a small kind with the whole archive row by row.
    if (round === 1) await transaction.query(`CREATE INDEX ON ${IDENTITY} (id); ANALYZE ${IDENTITY}`);
    for (const kind of undecided) {
      await deriveRound(deciding, kind, round);
      if (occupied.includes(kind)) await deferClaimed(deciding, kind, round);
    }
    // One UUID may have been derived for rows of two kinds in two imports.
    await avoidOwnRowsOfOtherKinds(deciding);
  }
  await draftNumbers(staging, numberedKinds(staging));
  await transaction.execute(`INSERT INTO ${REMAP} SELECT id, target FROM ${IDENTITY} WHERE target <> id`);
  await transaction.query(`ANALYZE ${REMAP}`);
  await matchLinks(staging, userId);
}

async function matchSingletons({ transaction, graph, userId, occupied }: Deciding): Promise<void> {
  for (const kind of occupied.filter((candidate) => candidate.singleton)) {
    await transaction.execute(
      `UPDATE ${IDENTITY} i SET target = t.id, mine = true FROM ${relationOf(kind)} t WHERE i.kind = ${kindNumber(graph, kind)} AND ${ownedBy(kind, 't')}`,
      [userId],
    );
  }
}

/** One UUID names one row in an archive: a row of another kind that has it already keeps it. */
async function avoidOwnRowsOfOtherKinds({ transaction, graph, userId, occupied }: Deciding): Promise<void> {
  if (occupied.length === 0) return;
  const own = occupied.map(
    (kind) =>
      `SELECT id, ${kindNumber(graph, kind)} AS kind FROM ${relationOf(kind)} t WHERE ${ownedBy(kind, 't')}`,
  );
  await transaction.execute(
    `UPDATE ${IDENTITY} i SET mine = false FROM (${own.join(' UNION ALL ')}) o
     WHERE o.id = i.target AND o.kind <> i.kind AND i.mine IS NOT TRUE`,
    [userId],
  );
}

/** A row whose own UUID is taken lives under its origin, where that is free. */
async function returnToOrigin({ transaction, graph }: Deciding, kind: Kind): Promise<void> {
  await transaction.execute(
    `UPDATE ${IDENTITY} i SET target = i.origin, mine = NULL
     WHERE i.kind = ${kindNumber(graph, kind)} AND i.mine = false AND i.origin IS NOT NULL
       AND NOT EXISTS (SELECT FROM ${everyRowOf(kind)} t WHERE ${hasId(kind, 't', 'i.origin')})
       AND NOT EXISTS (SELECT FROM ${IDENTITY} claimed WHERE claimed.id = i.origin)
       AND NOT EXISTS (SELECT FROM ${IDENTITY} claimed WHERE claimed.target = i.origin)`,
  );
}

/** Kinds with taken UUIDs; in the first round also those where a free UUID may have been derived in an earlier import. */
async function kindsToDerive({ transaction, graph, occupied }: Deciding, round: number): Promise<Kind[]> {
  const kinds = round === 1 ? occupied.filter((kind) => !isLinkKind(kind)) : [];
  const links = graph.kinds.filter(isLinkKind).map((kind) => kindNumber(graph, kind));
  const rows = await transaction.query<{ kind: string }>(
    `SELECT DISTINCT kind FROM ${IDENTITY} WHERE (mine = false OR pending OR (mine IS NULL AND kind = ANY ($1::smallint[])))${links.length === 0 ? '' : ` AND kind NOT IN (${links.join(', ')})`}`,
    [kinds.map((kind) => String(kindNumber(graph, kind)))],
  );
  return rows.map(({ kind }) => graph.kinds[Number(kind)]).filter((kind): kind is Kind => kind !== undefined);
}

async function deriveRound(deciding: Deciding, kind: Kind, round: number): Promise<void> {
  const { transaction, graph, userId, hasOrigins } = deciding;
  const free = round === 1 ? 'OR i.mine IS NULL' : 'OR i.pending';
  await transaction.execute(
    `UPDATE ${IDENTITY} i SET target = d.candidate, mine = CASE WHEN d.met THEN true END
     FROM (
       SELECT i.id, ${CANONICAL_ID} AS known, i.mine, c.candidate, ${isMine(kind)} AS met
       FROM ${IDENTITY} i
       CROSS JOIN LATERAL (SELECT ${derivedUuid(CANONICAL_ID, round)} AS candidate) c
       LEFT JOIN ${everyRowOf(kind)} t ON ${hasId(kind, 't', 'c.candidate')}
       WHERE i.kind = ${kindNumber(graph, kind)} AND (i.mine = false ${free})
     ) d
     WHERE i.id = d.id AND i.kind = ${kindNumber(graph, kind)}
       -- A free UUID changes only to a row that an earlier import made; a taken one to that or to any free one.
       AND (d.met OR (d.met IS NULL AND d.mine = false))
       AND NOT EXISTS (SELECT FROM ${IDENTITY} claimed WHERE claimed.id = d.candidate)
       ${hasOrigins ? unmet(kindNumber(graph, kind)) : ''}`,
    [userId],
  );
}

/** That the candidate of `d` is neither where another row will live nor a row that is known by another UUID. */
const unmet = (kind: number): string =>
  `AND NOT EXISTS (SELECT FROM ${IDENTITY} claimed WHERE claimed.target = d.candidate AND claimed.id <> d.id)
   AND NOT EXISTS (SELECT FROM ${STAGED_ORIGIN} r WHERE r.kind = ${kind} AND r.id = d.candidate AND r.origin <> d.known)`;

/**
 * Where the archive has the derived UUID of this round for another row, an earlier import went on to the next round:
 * a row whose own UUID is free by now follows it there.
 */
async function deferClaimed(
  { transaction, graph, userId }: Deciding,
  kind: Kind,
  round: number,
): Promise<void> {
  // Derived UUIDs alone are of version 8; in most archives there is none, and this costs nothing.
  const claimed = `i.mine IS NULL AND EXISTS (
    SELECT FROM ${IDENTITY} c WHERE substr(c.id, 15, 1) = '8' AND c.id = ${derivedUuid(CANONICAL_ID, round)})`;
  await transaction.execute(
    `UPDATE ${IDENTITY} i SET pending = ${claimed}
     WHERE i.kind = ${kindNumber(graph, kind)} AND ${round === 1 ? claimed : 'i.pending'}`,
    [userId],
  );
}
