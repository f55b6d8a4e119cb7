/** The rows that a plan does something to, one by one: read from the same tables by the same conditions as the plan is carried out. */
import { keyOfColumn, type Kind } from '../archive/define-kind.js';
import { unpackLocation } from '../archive/staged-row.js';
import { instantOf } from '../archive/item-spelling.js';
import {
  absentItemsSql,
  changeableColumns,
  isReference,
  leftOutItemsSql,
  stagedItemsSql,
  type ItemContext,
  type StagedRows,
} from '../storage/item-sql.js';
import { labelOf } from '../archive/label.js';
import { REASONS, type LeftOutReason } from '../storage/left-out.js';
import { readCursor } from '../storage/read-cursor.js';
import { stagedAsArchived } from '../storage/resolve.js';
import type { PreviewItem } from './answers.js';
import { changesOf, referenceChange, type Change } from './changes.js';
import type { Effects } from './modes/effects.js';
import { NO_EFFECTS } from './modes/mode.js';
import type { ModePlan } from './plan.js';
import { planDiffers } from './plan-differs.js';
import type { ImportScope } from './scope.js';

type Texts = readonly (string | null)[];

/**
 * The items of one mode, a batch at a time: what is created, updated or left out by kind and place in the file, then what is deleted.
 * @throws PortabilityError `internal-error` where they are others than the plan has announced
 */
export async function* itemsOf(
  scope: ImportScope,
  name: string,
  plan: ModePlan,
): AsyncGenerator<readonly PreviewItem[], void, undefined> {
  const found = new Map<string, { -readonly [effect in keyof Effects]: number }>();
  for (const kind of scope.graph.kinds) {
    const counts = { ...NO_EFFECTS };
    found.set(kind.name, counts);
    for await (const items of kindItems(scope, name, plan, kind)) {
      for (const { effect } of items) counts[effect]++;
      yield items;
    }
  }
  for (const [kind, effects] of Object.entries(plan.effects)) {
    const counts = found.get(kind) ?? NO_EFFECTS;
    for (const effect of ['create', 'update', 'delete', 'skip'] as const)
      if (counts[effect] !== effects[effect]) throw planDiffers();
  }
}

async function* kindItems(
  scope: ImportScope,
  name: string,
  plan: ModePlan,
  kind: Kind,
): AsyncGenerator<readonly PreviewItem[], void, undefined> {
  const { mode, effects, skipped } = plan;
  const counts = effects[kind.name] ?? NO_EFFECTS;
  const context = contextOf(scope, plan);
  const read = (sql: string) => readCursor((text) => scope.transaction.queryRows(text), sql, 'preview_items');
  const file = scope.names.fileOf(kind.area);
  const [noun] = kind.noun;
  const toItem = (effect: PreviewItem['effect'], row: Texts, more?: Partial<PreviewItem>): PreviewItem => {
    const [id, text, location = null, updatedAt = null] = row;
    const label = labelOf(text);
    const item = {
      mode: name,
      kind: kind.name,
      id: id ?? '',
      label: label ?? noun,
      effect,
      ...more,
    };
    // Undefined is left out of JSON; to leave a member out here takes longer.
    return Object.assign(item, {
      unnamed: label === undefined ? (true as const) : undefined,
      existing: updatedAt === null || updatedAt === '' ? undefined : { updatedAt: instantOf(updatedAt) },
      location: location === null ? undefined : { file, ...unpackLocation(Number(location)) },
    });
  };
  const stagedRows = whichRows(plan, kind);
  if (stagedRows) {
    const sql = stagedItemsSql(context, kind, stagedRows, counts.update > 0);
    const changesIn = changeReader(kind);
    for await (const rows of read(sql)) {
      yield rows.map((row) => {
        if (mode.identity === 'fresh')
          return skipped.has(kind) ? toItem('skip', row, { reason: 'only-one' }) : toItem('create', row);
        if (row[3] === null) return toItem('create', row);
        if (counts.update === 0) return toItem('skip', row, { reason: 'differs' });
        return toItem('update', row, { changes: changesIn(row) });
      });
    }
  }
  if (leftOutOf(plan, kind) > 0)
    for await (const rows of read(leftOutItemsSql(context, kind)))
      yield rows.map((row) => toItem('skip', row, { reason: reasonOf(row[4]) }));
  if (counts.delete === 0) return;
  for await (const rows of read(absentItemsSql(context, kind)))
    yield rows.map((row) => toItem('delete', row));
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

function reasonOf(number: string | null | undefined): LeftOutReason {
  const [reason] = Object.entries(REASONS).find(([, known]) => known === Number(number)) ?? [];
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
function changeReader(kind: Kind): (row: Texts) => readonly Change[] {
  const columns = changeableColumns(kind);
  return (row) =>
    columns.flatMap(({ column, field }, index) => {
      const [from = null, to = null] = [row[4 + 2 * index], row[5 + 2 * index]];
      if (from === null && to === null) return [];
      const name = field?.key ?? keyOfColumn(column);
      return isReference(field) ? [referenceChange(name, from, to)] : changesOf(name, field, from, to);
    });
}
