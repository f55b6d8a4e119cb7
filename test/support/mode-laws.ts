/** The laws of every import mode, over arbitrary data of every kind. Which of them a mode has to keep, its table says. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { KindEffects } from '../../src/portability/index.js';
import { type Mode, updatesRows } from '../../src/portability/kinds.js';
import { timelessFiles, withoutOrigins } from './archive-files.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { expectCounts, expectDone } from './item-laws.js';
import { readRows } from './rows.js';
import { fingerprint, give, othersFingerprint, userWith } from './seeded.js';
import type { TestService, TestUser } from './service.js';
import { blobsOf } from './sweep.js';

const anyGraph = graphArbitrary(CAROL_KINDS, { maxRows: 3 });
const fullGraph = graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 3 });

export const rowsOf = (graph: Graph, kind: string): number => graph.rows[kind]?.length ?? 0;

const withoutProfile = (graph: Graph): Graph => ({
  ...graph,
  rows: { ...graph.rows, profile: [], profileContacts: [] },
});

function expectSums(effects: KindEffects, archive: Graph, existing: Graph): void {
  for (const { name } of CAROL_KINDS) {
    const { create, update, unchanged, delete: deleted, keep, skip } = effects[name] ?? ({} as never);
    expect({ name, rows: create + update + unchanged + skip }).toEqual({ name, rows: rowsOf(archive, name) });
    expect({ name, rows: update + unchanged + deleted + keep }).toEqual({
      name,
      rows: rowsOf(existing, name),
    });
  }
}

/** Every row of the user with its version: one that is written shows, whatever it says afterwards. */
export async function rowVersions(service: TestService, user: TestUser): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const kind of CAROL_KINDS) {
    const rows = (await service.instance.dataSource.query(
      `SELECT t::text || t.xmin AS row FROM "${kind.table}" t WHERE user_id = $1`,
      [user.id],
    )) as { row: string }[];
    for (const { row } of rows) all.add(`${kind.name}${row}`);
  }
  return all;
}

/** Gives some rows other values, behind the back of any archive. */
async function changeRows(service: TestService, user: TestUser): Promise<void> {
  for (const kind of CAROL_KINDS)
    await service.instance.dataSource.query(
      `UPDATE "${kind.table}" SET updated_at = '2020-02-02T02:02:02Z' WHERE user_id = $1 AND ctid IN
       (SELECT ctid FROM "${kind.table}" WHERE user_id = $1 ORDER BY id LIMIT 1)`,
      [user.id],
    );
}

/** What lies in the store for the user is what rows of theirs refer to. */
export async function expectNoOrphans(service: TestService, user: TestUser): Promise<void> {
  const rows = (await service.instance.dataSource.query(
    'SELECT DISTINCT blob_key AS key FROM media WHERE user_id = $1',
    [user.id],
  )) as { key: string }[];
  expect([...(await blobsOf(service, user))].sort()).toEqual(rows.map(({ key }) => key).sort());
}

/** @param service asked when a law runs */
export function describeModeLaws(
  name: string,
  mode: Mode,
  service: () => TestService,
  runs: Readonly<{ numRuns: number; endOnFailure: boolean }>,
): void {
  describe(name, () => {
    it('does what the preview announced, and both sums hold', async () => {
      await fc.assert(
        fc.asyncProperty(fullGraph, anyGraph, fc.boolean(), async (mine, theirs, same) => {
          const on = service();
          const source = await userWith(on, theirs);
          const archive = await on.export(source);
          const user = same ? source : await userWith(on, mine);
          if (same) await give(on, user, withoutProfile(mine));
          if (same) await changeRows(on, user);
          const before = await fingerprint(on);
          const preview = await on.preview(user, archive);
          expect(preview.body).toMatchObject({ valid: true, errors: [] });
          const { report, items } = await on.items(user, archive, name);
          expect(report).toEqual(preview.body);
          expectCounts(items, preview.body.effects?.[name] ?? {});
          expect(await fingerprint(on)).toBe(before);
          const rowsBefore = await readRows(on.instance.dataSource, user.id);
          const rows = (kind: string) => [
            ...(theirs.rows[kind] ?? []),
            ...(withoutProfile(mine).rows[kind] ?? []),
          ];
          const existing = same
            ? { ...mine, rows: Object.fromEntries(CAROL_KINDS.map((kind) => [kind.name, rows(kind.name)])) }
            : mine;
          expectSums(preview.body.effects?.[name] ?? {}, theirs, existing);
          const versions = await rowVersions(on, user);
          const result = await on.import(user, archive, name, preview.body.plan?.[name] ?? '');
          expect(result.body.effects).toEqual(preview.body.effects?.[name]);
          const rowsAfter = await readRows(on.instance.dataSource, user.id);
          expectDone(items, rowsBefore, rowsAfter, same && mode.identity === 'match');
          await expectNoOrphans(on, user);
          await expectTouched(on, user, versions, result.body.effects);
        }),
        runs,
      );
    });

    it('reads, changes and reveals nothing of anybody else, twice in a row', async () => {
      await fc.assert(
        fc.asyncProperty(fullGraph, async (graph) => {
          const on = service();
          const archive = await on.export(await userWith(on, graph));
          const importer = await on.createUser();
          for (let round = 0; round < 2; round++) {
            const before = await othersFingerprint(on, importer);
            const preview = await on.preview(importer, archive);
            const result = await on.import(importer, archive, name);
            expect(result.status).toBe(200);
            expect(result.body.effects).toEqual(preview.body.effects?.[name]);
            expect(await othersFingerprint(on, importer)).toBe(before);
          }
          const all = Object.values(graph.rows).flat();
          const taken = new Set(all.map(({ id }) => id));
          const files = await timelessFiles(await on.export(importer));
          const shown =
            withoutOrigins([...files.values()].join('\n')).match(
              /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
            ) ?? [];
          expect(shown.filter((id) => taken.has(id))).toEqual([]);
        }),
        runs,
      );
    });

    if (mode.identity === 'match')
      it('changes nothing the second time', async () => {
        await fc.assert(
          fc.asyncProperty(fullGraph, anyGraph, async (mine, theirs) => {
            const on = service();
            const archive = await on.export(await userWith(on, theirs));
            const user = await userWith(on, mine);
            await on.import(user, archive, name);
            const before = await fingerprint(on);
            const again = await on.import(user, archive, name);
            expect(again.status).toBe(200);
            for (const kind of CAROL_KINDS) {
              const { unchanged = 0, skip = 0, ...others } = again.body.effects[kind.name] ?? {};
              expect({ kind: kind.name, ...others, met: unchanged + skip }).toMatchObject({
                kind: kind.name,
                create: 0,
                update: 0,
                delete: 0,
                met: rowsOf(theirs, kind.name),
              });
            }
            expect(await fingerprint(on)).toBe(before);
          }),
          runs,
        );
      });

    if (mode.identity === 'fresh')
      it('adds exactly its rows, each time anew', async () => {
        await fc.assert(
          fc.asyncProperty(fullGraph, async (graph) => {
            const on = service();
            const user = await userWith(on, graph);
            const archive = await on.export(user);
            const before = await rowVersions(on, user);
            for (let round = 1; round <= 2; round++) {
              expect(await on.import(user, archive, name)).toMatchObject({ status: 200 });
              const archived = Object.values(withoutProfile(graph).rows).flat().length;
              expect((await rowVersions(on, user)).size).toBe(before.size + round * archived);
            }
          }),
          runs,
        );
      });
  });

  /** Rows that exist are touched as the effects say, and not at all by a mode that only adds. */
  async function expectTouched(
    on: TestService,
    user: TestUser,
    before: ReadonlySet<string>,
    effects: KindEffects,
  ): Promise<void> {
    const after = await rowVersions(on, user);
    const sum = (effect: 'create' | 'update' | 'delete'): number =>
      Object.values(effects).reduce((all, each) => all + each[effect], 0);
    const untouched = [...before].filter((row) => after.has(row)).length;
    expect(untouched).toBe(before.size - sum('update') - sum('delete'));
    expect(after.size).toBe(before.size + sum('create') - sum('delete'));
    if (!updatesRows(mode) && mode.rows.absent === 'keep') expect(untouched).toBe(before.size);
  }
}
