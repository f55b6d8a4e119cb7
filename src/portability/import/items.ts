/** The rows that a plan does something to, one by one: read from the same tables by the same conditions as the plan is carried out. */
import { keyOfColumn, type Kind } from '../archive/define-kind.js';
import {
  absentItemsSql,
  changeableColumns,
  isReference,
  leftOutItemsSql,
  stagedItemsSql,
  type ItemContext,
  type StagedRows,
} from '../storage/item-sql.js';
import { valuesOf } from '../storage/data-rows.js';
import { REASONS, type LeftOutReason } from '../storage/left-out.js';
import { readCursor } from '../storage/read-cursor.js';
import { stagedAsArchived } from '../storage/resolve.js';
import type { PreviewItem } from './answers.js';
import { changesOf, referenceChange, type Change, type ReferredRow } from './changes.js';
import { ItemLines, type ItemRest, type ItemRow } from './item-lines.js';
import type { Effects } from './modes/effects.js';
import { NO_EFFECTS } from './modes/mode.js';
import type { ModePlan } from './plan.js';
import { planDiffers } from './plan-differs.js';
import type { ImportScope } from './scope.js';

/** Lines of JSON, each a `PreviewItem`. */
export interface ItemBatch {
  readonly lines: Buffer;
  readonly count: number;
}

type Counts = { -readonly [effect in keyof Effects]: number };

/**
 * The items of one mode, a batch at a time: what is created, updated or left out by kind and place in the file, then what is deleted.
 * @throws PortabilityError `internal-error` where they are others than the plan has announced
 */
export async function* itemsOf(
  scope: ImportScope,
  name: string,
  plan: ModePlan,
): AsyncGenerator<ItemBatch, void, undefined> {
  const found = new Map<string, Counts>();
  for (const kind of scope.graph.kinds) {
    const counts: Counts = { ...NO_EFFECTS };
    found.set(kind.name, counts);
    const lines = new ItemLines(name, kind, scope.names.fileOf(kind.area));
    for await (const rows of kindItems(scope, plan, kind)) {
      for (const { effect, row, rest } of rows) {
        counts[effect]++;
        lines.line(effect, row, rest);
      }
      yield { lines: lines.take(), count: rows.length };
    }
  }
  for (const [kind, effects] of Object.entries(plan.effects)) {
    const counts = found.get(kind) ?? NO_EFFECTS;
    for (const effect of ['create', 'update', 'delete', 'skip'] as const)
      if (counts[effect] !== effects[effect]) throw planDiffers();
  }
}

/** A row that an item tells of, with its effect. */
interface Item {
  readonly effect: PreviewItem['effect'];
  readonly row: ItemRow;
  readonly rest?: ItemRest;
}

async function* kindItems(
  scope: ImportScope,
  plan: ModePlan,
  kind: Kind,
): AsyncGenerator<readonly Item[], void, undefined> {
  const { effects } = plan;
  const counts = effects[kind.name] ?? NO_EFFECTS;
  const context = contextOf(scope, plan);
  const read = (sql: string) =>
    readCursor(async (text) => valuesOf(await scope.transaction.readRows(text)), sql, 'preview_items');
  const stagedRows = whichRows(plan, kind);
  if (stagedRows) {
    const sql = stagedItemsSql(context, kind, stagedRows, counts.update > 0);
    const itemOf = stagedItem(plan, kind);
    for await (const rows of read(sql)) yield rows.map(itemOf);
  }
  if (leftOutOf(plan, kind) > 0)
    for await (const rows of read(leftOutItemsSql(context, kind)))
      yield rows.map((row) => ({ effect: 'skip', row, rest: { reason: reasonOf(row[4]) } }));
  if (counts.delete === 0) return;
  for await (const rows of read(absentItemsSql(context, kind)))
    yield rows.map((row) => ({ effect: 'delete', row }));
}

/** Tells what becomes of a row of the archive. */
function stagedItem({ mode, effects, skipped }: ModePlan, kind: Kind): (row: ItemRow) => Item {
  if (mode.identity === 'fresh')
    return skipped.has(kind)
      ? (row) => ({ effect: 'skip', row, rest: { reason: 'only-one' } })
      : (row) => ({ effect: 'create', row });
  const changes = (effects[kind.name] ?? NO_EFFECTS).update > 0 ? changeReader(kind) : undefined;
  return (row) => {
    if (row[3] === null) return { effect: 'create', row };
    if (!changes) return { effect: 'skip', row, rest: { reason: 'differs' } };
    return { effect: 'update', row, rest: { changes: changes(row) } };
  };
}

/** Which of the archive's rows are items; undefined where none is. */
function whichRows(plan: ModePlan, kind: Kind): StagedRows | undefined {
  const { mode, effects, compared } = plan;
  const { create, update, ...others } = effects[kind.name] ?? NO_EFFECTS;
  const skip = others.skip - leftOutOf(plan, kind);
  if (create + update + skip === 0) return undefined;
  if (mode.identity === 'fresh' || !compared.comparisons.has(kind)) return 'all';
  if (update + skip === 0) return 'new';
  return create === 0 ? 'different' : 'new-or-different';
}

/** Rows that are told one by one beside those that are imported. */
const leftOutOf = ({ compared }: ModePlan, kind: Kind): number => compared.leftOut.get(kind) ?? 0;

function reasonOf(number: Buffer | null | undefined): LeftOutReason {
  const [reason] = Object.entries(REASONS).find(([, known]) => known === Number(String(number))) ?? [];
  if (reason === undefined || reason === 'not-shown') throw planDiffers();
  return reason as LeftOutReason;
}

const contextOf = ({ graph, userId, staging }: ImportScope, { mode, compared }: ModePlan): ItemContext => ({
  graph,
  userId,
  archived: mode.identity === 'fresh' ? stagedAsArchived(staging.rowsOf) : compared.resolved.archived,
  present: compared.resolved.present,
  staging,
  isOwned: (kind) => (compared.existing.get(kind) ?? 0) > 0,
});

/** Reads the changes of a row from the columns behind the first four. */
function changeReader(kind: Kind): (row: ItemRow) => Change[] {
  const columns = changeableColumns(kind);
  return (row) =>
    columns.flatMap(({ column, field }, index) => {
      const [from = null, to = null] = [textOf(row[4 + 2 * index]), textOf(row[5 + 2 * index])];
      if (from === null && to === null) return [];
      const name = field?.key ?? keyOfColumn(column);
      return isReference(field)
        ? [referenceChange(name, referredRow(from), referredRow(to))]
        : changesOf(name, field, from, to);
    });
}

const textOf = (bytes: Buffer | null | undefined): string | null => bytes?.toString() ?? null;

/** @param json of `[UUID, label]` */
const referredRow = (json: string | null): ReferredRow =>
  json === null ? [null, null] : (JSON.parse(json) as ReferredRow);
