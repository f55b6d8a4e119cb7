/** The laws of parts: whatever areas are exported or chosen, and whatever rows are left out, the rest stays as it is. */
import assert from 'node:assert/strict';
import fc, { type Arbitrary } from 'fast-check';
import type { Issue, KindEffects, PartChoice, PortabilityError, PreviewReport } from '../index.js';
import type { Kind, KindGraph } from '../kinds.js';
import { heldRows } from '../archive/part.js';
import { graphArbitrary, type Graph } from './graph-arbitrary.js';
import type { Subject } from './host.js';

/** A part of some data, and how it comes to an account. */
export interface PartCase {
  readonly data: Graph;
  /** Of an account that has something else, or has that too. */
  readonly other: Graph;
  readonly areas: readonly string[];
  /** Which rows are left out, as numbers that choose among those of the archive. */
  readonly skip: readonly number[];
  /** Whether the areas are exported alone, or chosen from an archive of all. */
  readonly from: 'part' | 'whole';
  /** Who imports it. */
  readonly into: 'source' | 'other' | 'nobody';
  readonly mode: string;
}

export function partCase({ kinds, areas }: KindGraph, modes: readonly string[]): Arbitrary<PartCase> {
  const data = graphArbitrary(kinds, { maxRows: 3 });
  return fc.record({
    data: graphArbitrary(kinds, { minRows: 1, maxRows: 3 }),
    other: data,
    areas: fc.subarray(
      areas.map(({ name }) => name),
      { minLength: 1 },
    ),
    skip: fc.array(fc.nat(), { maxLength: 4 }),
    from: fc.constantFrom('part', 'whole'),
    into: fc.constantFrom('source', 'other', 'nobody'),
    mode: fc.constantFrom(...modes),
  });
}

const EFFECTS = ['create', 'update', 'delete', 'skip'] as const;

/** Rows of the user with their versions, of the kinds that a condition holds for. */
async function rowsOf(
  { portability, ...subject }: Subject,
  userId: string,
  isMeant: (kind: Kind) => boolean,
): Promise<readonly string[]> {
  const names = new Set(portability.graph.kinds.filter(isMeant).map(({ name }) => name));
  return (await subject.rows(userId)).filter((row) => names.has(row.slice(0, row.indexOf(' '))));
}

/** An exported part gives itself back, byte for byte, and touches nothing else. */
export async function partGivesItselfBack(subject: Subject, { data, areas }: PartCase): Promise<void> {
  const { graph } = subject.portability;
  const user = await subject.userWith(await subject.renamed(data));
  const archive = await subject.export(user, areas);
  const all = await subject.rows(user);
  await subject.import(user, archive, 'replace');
  assert.deepEqual(await subject.rows(user), all);
  const held = new Set(areas);
  await subject.touch(user, (kind) => heldRows(graph, held, kind) === 'all');
  const isOutside = (kind: Kind): boolean => heldRows(graph, held, kind) === 'none';
  const outside = await rowsOf(subject, user, isOutside);
  await subject.import(user, archive, 'replace');
  assert.deepEqual(await rowsOf(subject, user, isOutside), outside);
  const again = await subject.export(user, areas);
  assert.deepEqual(await subject.timeless(again), await subject.timeless(archive));
}

/** What was previewed is done, the sums hold, nothing else is touched, and a second time changes nothing. */
export async function partIsImportedAlone(subject: Subject, drawn: PartCase): Promise<void> {
  const { graph, modes } = subject.portability;
  const { mode } = drawn;
  // A case that is tried again while it shrinks is tried with other UUIDs.
  const data = await subject.renamed(drawn.data);
  const source = await subject.userWith(data);
  const archive = await subject.export(source, drawn.from === 'part' ? drawn.areas : undefined);
  const held = new Set(drawn.areas);
  const choice = choiceOf(graph, { ...drawn, data });
  const user = await importer(subject, { ...drawn, data }, source);
  const others = await subject.rows(user, 'others');
  const before = await subject.rows(user);
  const isOutside = (kind: Kind): boolean => heldRows(graph, held, kind) === 'none';
  const outside = await rowsOf(subject, user, isOutside);

  const preview = await subject.preview(user, archive, choice);
  const { effects, plan } = await plannedOrRefused(subject, preview, { user, archive, mode, choice });
  if (!effects || !plan) return assert.deepEqual(await subject.rows(user), before);
  const items = await subject.items(user, archive, mode, choice);
  assert.deepEqual(await subject.rows(user), before);
  for (const { name } of graph.kinds)
    for (const effect of EFFECTS) {
      const told = items.filter((item) => item.kind === name && item.effect === effect).length;
      assert.deepEqual([name, effect, told], [name, effect, effects[name]?.[effect]]);
    }
  expectSums(subject, effects, before, { data, isOutside, held });
  const skipped = new Set(choice.skip);
  for (const item of items) assert.ok(!skipped.has(item.id) || item.effect === 'skip');

  const done = await subject.import(user, archive, mode, { ...choice, confirm: plan });
  assert.deepEqual(done.effects, effects);
  const after = await subject.rows(user);
  const sum = (effect: (typeof EFFECTS)[number]): number =>
    Object.values(effects).reduce((all, each) => all + each[effect], 0);
  const kept = before.filter((row) => after.includes(row)).length;
  assert.equal(kept, before.length - sum('update') - sum('delete'));
  assert.equal(after.length, before.length + sum('create') - sum('delete'));
  assert.deepEqual(await rowsOf(subject, user, isOutside), outside);
  assert.deepEqual(await subject.rows(user, 'others'), others);
  if (modes[mode]?.identity !== 'match') return;
  const again = await subject.import(user, archive, mode, choice);
  assert.deepEqual(await subject.rows(user), after);
  for (const { create, update, delete: deleted } of Object.values(again.effects))
    assert.deepEqual([create, update, deleted], [0, 0, 0]);
}

/** What is previewed, and how it is asked for. */
interface Asked {
  readonly user: string;
  readonly archive: Buffer;
  readonly mode: string;
  readonly choice?: PartChoice;
}

interface Planned {
  readonly effects?: KindEffects;
  readonly plan?: string;
}

/** What stands in the way of a mode: rows that stay refer to rows that would go, or there can be only one with the same key. */
const OBSTACLES: readonly string[] = ['kept-reference', 'not-unique'];

/** What the preview has planned for the mode; where that is nothing, it says why, and the import refuses with the very same words. */
export async function plannedOrRefused(
  subject: Subject,
  preview: PreviewReport,
  { user, archive, mode, choice }: Asked,
): Promise<Planned> {
  const { errors, warnings, valid } = preview;
  const effects = preview.effects?.[mode];
  const plan = preview.plan?.[mode];
  if (effects && plan) {
    assert.deepEqual([valid, errors], [true, []]);
    return { effects, plan };
  }
  const reasons = valid ? warnings.filter((warning) => warning.mode === mode) : errors;
  assert.ok(reasons.length > 0 && reasons.every(({ code }) => OBSTACLES.includes(code)));
  await assert.rejects(subject.import(user, archive, mode, choice), (error: PortabilityError) => {
    const told = (error.extensions.errors as readonly Issue[]).map(({ pointer }) => pointer);
    // What stands in the way of every mode is told once.
    if (valid)
      assert.deepEqual(
        told,
        reasons.map(({ pointer }) => pointer),
      );
    return told.length > 0;
  });
  return {};
}

/** What is chosen: rows that the archive has. */
function choiceOf(graph: KindGraph, { data, areas, skip, from }: PartCase): PartChoice {
  const held = new Set(areas);
  const ids = graph.kinds
    .filter(({ area }) => from === 'whole' || held.has(area))
    .flatMap(({ name }) => (data.rows[name] ?? []).map(({ id }) => id));
  const named = ids.length === 0 ? [] : skip.map((number) => ids[number % ids.length] ?? '');
  return {
    ...(from === 'whole' && { areas }),
    ...(named.length > 0 && { skip: [...new Set(named)] }),
  };
}

async function importer(subject: Subject, { into, other }: PartCase, source: string): Promise<string> {
  if (into === 'nobody') return subject.createUser();
  if (into === 'other') return subject.userWith(await subject.renamed(other));
  await subject.touch(source, () => true);
  await subject.give(source, await subject.renamed(other));
  return source;
}

/** Both sums of every kind: over the rows of the archive, and over those that were there. */
function expectSums(
  { portability: { graph } }: Subject,
  effects: KindEffects,
  before: readonly string[],
  {
    data,
    isOutside,
    held,
  }: {
    readonly data: Graph;
    readonly isOutside: (kind: Kind) => boolean;
    readonly held: ReadonlySet<string>;
  },
): void {
  for (const kind of graph.kinds) {
    const { name } = kind;
    const {
      create = 0,
      update = 0,
      unchanged = 0,
      delete: deleted = 0,
      keep = 0,
      skip = 0,
    } = effects[name] ?? {};
    const archived = isOutside(kind) ? 0 : (data.rows[name]?.length ?? 0);
    const imported = create + update + unchanged + skip;
    // Of files alone some may not be shown.
    if (heldRows(graph, held, kind) === 'shown') assert.ok(imported <= archived);
    else assert.deepEqual([name, imported], [name, archived]);
    const existing = before.filter((row) => row.startsWith(`${name} `)).length;
    assert.deepEqual([name, update + unchanged + deleted + keep], [name, existing]);
  }
}
