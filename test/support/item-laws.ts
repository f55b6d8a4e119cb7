/** What holds of the items of any plan: they are what the summary counts, and what an import then does. */
import { expect } from '@jest/globals';
import { labelValues, parseLabel } from '../../src/portability/archive/label.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { KindEffects, PreviewItem } from '../../src/portability/index.js';
import type { Kind } from '../../src/portability/kinds.js';
import type { Graph, GraphRow } from '../../src/portability/testing/graph-arbitrary.js';

export const EFFECTS = ['create', 'update', 'delete', 'skip'] as const;

/** Every row is told once, and as many for each effect as the summary has. */
export function expectCounts(items: readonly PreviewItem[], effects: KindEffects): void {
  for (const { name } of CAROL_KINDS) {
    const own = items.filter(({ kind }) => kind === name);
    expect({ name, told: new Set(own.map(({ id }) => id)).size }).toEqual({ name, told: own.length });
    for (const effect of EFFECTS) {
      const told = own.filter((item) => item.effect === effect).length;
      expect({ name, effect, told }).toEqual({ name, effect, told: effects[name]?.[effect] });
    }
  }
  for (const { effect, changes, reason, existing, location, label } of items) {
    expect(label.length).toBeGreaterThan(0);
    expect({ effect, changes: (changes?.length ?? 0) > 0 }).toEqual({ effect, changes: effect === 'update' });
    expect({ effect, reason: reason !== undefined }).toEqual({ effect, reason: effect === 'skip' });
    expect({ effect, location: location === undefined }).toEqual({ effect, location: effect === 'delete' });
    if (effect === 'update' || effect === 'delete') expect(existing).toBeDefined();
    if (effect === 'create') expect(existing).toBeUndefined();
  }
}

/** Rows before and items together are the rows afterwards. @param keepsIds whether each row of the archive lives under the UUID that it has there */
export function expectDone(
  items: readonly PreviewItem[],
  before: Graph['rows'],
  after: Graph['rows'],
  keepsIds: boolean,
): void {
  for (const kind of CAROL_KINDS) {
    const of = (effect: PreviewItem['effect']): readonly PreviewItem[] =>
      items.filter((item) => item.kind === kind.name && item.effect === effect);
    const ids = (list: readonly { readonly id: string }[] = []): string[] => list.map(({ id }) => id).sort();
    const [old, now] = [byId(before[kind.name]), byId(after[kind.name])];
    const gone = [...old.values()].filter(({ id }) => !now.has(id));
    const made = [...now.values()].filter(({ id }) => !old.has(id));
    const changed = [...old.values()].filter((row) => now.has(row.id) && isOther(row, now.get(row.id)));
    expect({ kind: kind.name, gone: ids(gone) }).toEqual({ kind: kind.name, gone: ids(of('delete')) });
    expect({ kind: kind.name, made: made.length, changed: changed.length }).toEqual({
      kind: kind.name,
      made: of('create').length,
      changed: of('update').length,
    });
    if (!keepsIds) continue;
    expect(ids(made)).toEqual(ids(of('create')));
    expect(ids(changed)).toEqual(ids(of('update')));
    for (const { id, changes = [] } of of('update'))
      expectChanges(kind, changes, [old.get(id), before], [now.get(id), after]);
  }
}

const byId = (rows: readonly GraphRow[] = []): ReadonlyMap<string, GraphRow> =>
  new Map(rows.map((row) => [row.id, row]));
const isOther = (one: GraphRow, other: GraphRow | undefined): boolean =>
  JSON.stringify(one) !== JSON.stringify(other);

/** Just the fields that differ, with their values where these are told whole. */
function expectChanges(
  kind: Kind,
  changes: NonNullable<PreviewItem['changes']>,
  ...[[was, before], [is, after]]: readonly [Side, Side]
): void {
  const fields = kind.fields.filter(
    ({ key }) => JSON.stringify(was?.values[key]) !== JSON.stringify(is?.values[key]),
  );
  expect(new Set(changes.map(({ field }) => field))).toEqual(new Set(fields.map(({ key }) => key)));
  for (const { key, type } of fields) {
    if (type === 'media' || type === 'json' || type === 'textList' || type === 'decimal') continue;
    const [from, to] = [was?.values[key], is?.values[key]];
    if ([from, to].some((value) => typeof value === 'string' && value.length > 200)) continue;
    if (type !== 'reference') {
      expect(changes).toContainEqual({ field: key, from, to });
      continue;
    }
    const change = changes.find(({ field }) => field === key);
    expect(change).toMatchObject({ from, to });
    expectCalled(change?.labels?.from, before, from);
    expectCalled(change?.labels?.to, after, to);
  }
}

/** A row, and all rows beside it. */
type Side = readonly [row: GraphRow | undefined, rows: Graph['rows']];

/** The keys of the values in a label, from left to right. */
export const labelKeys = ({ label }: Kind): readonly string[] =>
  labelValues(parseLabel(label)).flatMap(({ keys }) => keys);

/** A label begins with the first value of the row that has this UUID; nothing has none. */
function expectCalled(label: string | null | undefined, rows: Graph['rows'], id: unknown): void {
  if (id === null) expect(label).toBeNull();
  for (const kind of CAROL_KINDS) {
    const row = rows[kind.name]?.find((each) => each.id === id);
    const [key = ''] = labelKeys(kind);
    const name = row?.values[key];
    const shown = typeof name === 'string' ? name.replace(/[\n\r\t]/g, ' ').trim() : '';
    if (shown !== '') expect(label).toContain(shown.slice(0, 50));
  }
}
