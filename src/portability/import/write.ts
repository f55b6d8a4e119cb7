/** Carries out a plan: the same decisions, now on the real tables. */
import type { Kind } from '../archive/define-kind.js';
import type { RowSource } from '../storage/resolve.js';
import { matchLinks, nameFreshLinks } from '../storage/match-links.js';
import { countNumbers, numberedKinds } from '../storage/numbered-ids.js';
import { deleteRows, insertAllRows, insertRows, updateRows } from '../storage/write-rows.js';
import type { ModePlan } from './plan.js';
import { planDiffers } from './plan-differs.js';
import { deleteOrTell, settleOrTell, writeOrTell } from './refused-row.js';
import type { ImportScope } from './scope.js';

/**
 * Writes what the plan of one mode announced, parents and targets first.
 * @throws PortabilityError `internal-error` when the database did anything else; the transaction must then be rolled back.
 */
export async function writePlan(
  scope: ImportScope,
  { mode, effects, cleared, compared }: ModePlan,
): Promise<void> {
  const { transaction, graph, staging, userId, origins, isCareful } = scope;
  const { staged, resolved } = compared;
  if (graph.cyclic || mayWait(scope)) await transaction.query('SET CONSTRAINTS ALL DEFERRED');
  const fresh = mode.identity === 'fresh';
  const { source, archived } = fresh ? await compared.fresh() : resolved;
  const expect = async (kind: Kind, announced: number, write: typeof insertRows): Promise<void> => {
    if (announced === 0) return;
    const isDeleting = write === deleteRows;
    const from = (rows: RowSource): Promise<number> => write(transaction, kind, rows, userId);
    const rows = isDeleting ? resolved.present : source;
    const carefully = (): Promise<number> =>
      isDeleting
        ? deleteOrTell(scope, kind, () => from(rows))
        : writeOrTell(scope, { kind, archived, write: from });
    const done = await (isCareful ? carefully() : from(rows));
    if (done !== announced) throw planDiffers();
  };
  const deleteAbsent = async (isMeant: (kind: Kind) => boolean): Promise<void> => {
    for (const kind of graph.writeOrder.toReversed().filter(isMeant))
      await expect(kind, effects[kind.name]?.delete ?? 0, deleteRows);
  };
  // Before anything that may refer to them is written; texts may name rows that link them, too.
  const counted = numberedKinds(staging).filter((kind) => (effects[kind.name]?.create ?? 0) > 0);
  for (const kind of counted) await countNumbers(staging, kind, fresh);
  if (fresh) await nameFreshLinks(staging, archived);
  else if (counted.length > 0) await matchLinks(staging, userId);
  await deleteAbsent((kind) => cleared.has(kind));
  for (const kind of graph.writeOrder) {
    const { create = 0, update = 0 } = effects[kind.name] ?? {};
    // Where all are new there is none to leave out.
    await expect(kind, create, create === staged.get(kind) ? insertAllRows : insertRows);
    await expect(kind, update, updateRows);
  }
  await deleteAbsent((kind) => !cleared.has(kind));
  if (isCareful) await settleOrTell(scope);
  if (!fresh) await origins?.settle(transaction, graph, userId);
}

/** Whether a unique key looks only at what there is in the end, where it may. */
const mayWait = ({ keys }: ImportScope): boolean => [...keys.values()].flat().some(({ waits }) => waits);
