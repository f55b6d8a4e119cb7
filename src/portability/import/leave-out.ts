/** Leaves out what is not imported, and settles where references that lead there lead instead. */
import type { Kind } from '../archive/define-kind.js';
import { MOST_ISSUES } from '../issue.js';
import type { Findings } from '../storage/findings.js';
import { resolveIdentities } from '../storage/identity.js';
import { countLeftOut, createLeftOut, REASONS, settleLeftOut, type LeftOut } from '../storage/left-out.js';
import {
  emptyWithoutTarget,
  hasOutside,
  leaveOutNotShown,
  leaveOutWithoutTarget,
  outsideVersion,
} from '../storage/outside.js';
import { matchLinks } from '../storage/match-links.js';
import { collectUnresolved, findBrokenReferences, remapOwnReferences } from '../storage/references.js';
import { IDENTITY } from '../storage/sql.js';
import { kindNumber } from '../storage/staging.js';
import { isChosen, unknownSkip } from './part.js';
import { totalOf } from './row-counts.js';
import type { ImportScope } from './scope.js';

/** What is imported, and what is not. */
export interface Imported {
  /** Rows of the archive that are imported, by kind. */
  readonly staged: ReadonlyMap<Kind, number>;
  /** Rows that are left out and told of. */
  readonly leftOut: ReadonlyMap<Kind, number>;
  /** Of these, the ones that cannot be without something that is not there. */
  readonly outside: ReadonlyMap<Kind, number>;
  /** Rows of the importer that stay since one that is left out would meet them. */
  readonly kept: ReadonlyMap<Kind, number>;
  /** References that were emptied, as they lead to nothing. */
  readonly emptied: Findings;
  /** Changes with what is left out and where references lead that lead outside; undefined where there are none. */
  readonly version: string | undefined;
}

const NOTHING = { total: 0, first: [] };

/**
 * To be called when the rows are staged, before they are checked: decides where every staged row, if `matches`, and every reference leads.
 * @param existing rows that the importer has
 * @throws PortabilityError `invalid-parameter` where a row was named that is not in the archive
 */
export async function resolveImported(
  scope: ImportScope,
  existing: ReadonlyMap<Kind, number>,
  staged: ReadonlyMap<Kind, number>,
  matches: boolean,
): Promise<Imported> {
  const { transaction, graph, staging, userId, part } = scope;
  const aside = staging.kinds.filter((kind) => part.takes(kind) === 'none');
  aside.forEach(staging.setAside);
  const begun = isChosen(part.choice) ? await createLeftOut(staging) : undefined;
  if (begun) await leaveOutNamed(scope, begun);
  await collectUnresolved(staging, userId, totalOf(staged), part.isReplaced);
  const leadsOutside = await hasOutside(staging);
  const isPart = begun !== undefined || leadsOutside;
  if (matches || isPart) await resolveIdentities(staging, userId, existing);
  if (!isPart) {
    await remapOwnReferences(transaction);
    if (matches) await matchLinks(staging, userId);
    const none = new Map<Kind, number>();
    return { staged, leftOut: none, outside: none, kept: none, emptied: NOTHING, version: undefined };
  }
  const leftOut = begun ?? (await createLeftOut(staging));
  await leaveOutWithoutTarget(staging, leftOut);
  if (graph.blobKind && part.takes(graph.blobKind) === 'shown') {
    await leaveOutNotShown(staging, leftOut, graph.blobKind);
    await leaveOutWithoutTarget(staging, leftOut);
  }
  const emptied = await findBrokenReferences(transaction, graph, 'emptied', { most: MOST_ISSUES });
  if (emptied.total > 0) await emptyWithoutTarget(staging);
  await settleLeftOut(staging, userId, aside);
  await remapOwnReferences(transaction);
  await matchLinks(staging, userId);
  const { gone, ...counts } = await countLeftOut(staging);
  const imported = [...staged].map(([kind, rows]): [Kind, number] => [
    kind,
    aside.includes(kind) ? 0 : rows - (gone.get(kind) ?? 0),
  ]);
  return { staged: new Map(imported), ...counts, emptied, version: await outsideVersion(staging) };
}

async function leaveOutNamed(
  { transaction, graph, staging, part }: ImportScope,
  leftOut: LeftOut,
): Promise<void> {
  const { skip = [] } = part.choice;
  if (skip.length === 0) return;
  const named = [...new Set(skip)];
  const [row] = await transaction.queryRows(
    `SELECT count(DISTINCT id) FROM ${IDENTITY} WHERE id = ANY ($1)`,
    [named],
  );
  const unknown = named.length - Number(row?.[0] ?? 0);
  if (unknown > 0) throw unknownSkip(unknown);
  const taken = staging.kinds.map((kind) => kindNumber(graph, kind));
  await leftOut.leave(
    `SELECT i.kind, i.id FROM ${IDENTITY} i WHERE i.id = ANY ($1) AND i.kind IN (${['-1', ...taken].join(', ')})`,
    REASONS['left-out'],
    [named],
  );
}
