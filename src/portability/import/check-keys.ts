/** Whether a mode would write a row where a unique key lets in only one: told before anything is written. */
import type { Kind } from '../archive/define-kind.js';
import { clearedFirst, findTakenKeys, type KeySearch } from '../storage/unique-keys.js';
import { isAbsent } from '../storage/sql.js';
import { MOST_ISSUES } from '../issue.js';
import type { Findings } from '../storage/findings.js';
import { updatesRows, type Mode } from './modes/mode.js';
import { skippedKinds } from './modes/skipped-kinds.js';
import type { Rows } from './plan.js';
import { totalOf } from './row-counts.js';
import type { ImportScope } from './scope.js';

export interface TakenKeys extends Findings {
  /** The kinds whose rows that go must be deleted before others are written; see `clearedFirst`. */
  readonly cleared: ReadonlySet<Kind>;
}

const NOTHING: TakenKeys = { total: 0, first: [], cleared: new Set() };

/** Whether anything may be found. */
export const hasKeys = ({ keys }: ImportScope, { staged }: Rows): boolean =>
  [...keys.keys()].some((kind) => (staged.get(kind) ?? 0) > 0);

/** Equal where `checkKeys` asks the same. */
export const keysQuestion = (mode: Mode): string =>
  `not-unique ${mode.identity} ${updatesRows(mode)} ${mode.rows.absent}`;

/** To be called once it is known where the rows will live. */
export async function checkKeys(scope: ImportScope, mode: Mode, rows: Rows): Promise<TakenKeys> {
  const { part, transaction, graph, userId } = scope;
  const search = await searchOf(scope, mode, rows);
  if (mode.rows.absent !== 'delete') return { ...NOTHING, ...(await findTakenKeys(search)) };
  const { present } = rows.resolved;
  // What goes is in nobody's way, where it can go first.
  const found = await findTakenKeys({
    ...search,
    keepsKey(kind, key, id) {
      const others = search.keepsKey(kind, key, id);
      if (!part.isReplaced(kind)) return others;
      const { where } = kind.storage;
      const stays = `NOT ${isAbsent(present(kind), id)}${where === undefined ? '' : ` OR (${where}) IS NOT TRUE`}`;
      return others === undefined ? stays : `(${others}) AND (${stays})`;
    },
  });
  if (found.total > 0) return { ...NOTHING, ...found };
  const beside = await findTakenKeys(search);
  if (beside.total === 0) return NOTHING;
  const isWhole = beside.first.length === beside.total;
  const kinds = new Set(isWhole ? beside.first.map(({ kind }) => kind) : scope.keys.keys());
  const cleared = await clearedFirst({ transaction, graph, userId }, kinds, present, part.isReplaced);
  return cleared ? { ...NOTHING, cleared } : { ...NOTHING, ...beside };
}

async function searchOf(
  { transaction, graph, userId, keys }: ImportScope,
  mode: Mode,
  { staged, existing, fresh, resolved }: Rows,
): Promise<KeySearch> {
  const skipped = skippedKinds(graph, mode, existing);
  const isFresh = mode.identity === 'fresh';
  const writes = isFresh ? 'all-anew' : updatesRows(mode) ? 'all' : 'new';
  return {
    transaction,
    graph,
    userId,
    keys,
    kinds: graph.kinds.filter((kind) => (staged.get(kind) ?? 0) > 0 && !skipped.has(kind)),
    rows: isFresh ? await fresh() : resolved,
    writes,
    // A rule that waits looks at what there is in the end: rows that are met have other keys then.
    keepsKey: (kind, { waits }, id) =>
      waits && writes === 'all' ? isAbsent(resolved.source(kind), id) : undefined,
    most: MOST_ISSUES,
    total: totalOf(staged),
  };
}
