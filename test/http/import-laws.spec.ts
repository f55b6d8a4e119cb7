/** What holds of every import, over arbitrary data of every kind, in every mode. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { IMPORT_MODES, type KindEffects } from '../../src/portability/import/modes.js';
import { timelessFiles } from '../support/archive-files.js';
import { graphArbitrary, type Graph } from '../support/arbitraries.js';
import { startTestService, type TestService } from '../support/service.js';
import { fingerprint, give, othersFingerprint, userWith } from '../support/seeded.js';

const RUNS = { numRuns: 5, endOnFailure: true };
const anyGraph = graphArbitrary(CAROL_KINDS, { maxRows: 3 });
const fullGraph = graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 3 });

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const rowsOf = (graph: Graph, kind: string): number => graph.rows[kind]?.length ?? 0;

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

describe('export, replace, export', () => {
  it('gives the same bytes but for the time, and writes no row', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, async (graph) => {
        const user = await userWith(service, graph);
        const first = await service.export(user);
        const before = await fingerprint(service);
        const result = await service.import(user, first, 'replace');
        expect(result.body).toMatchObject({ mode: 'replace', warnings: [] });
        for (const { name } of CAROL_KINDS) {
          expect({ name, ...result.body.effects[name] }).toMatchObject({
            name,
            unchanged: rowsOf(graph, name),
            create: 0,
            update: 0,
            delete: 0,
          });
        }
        expect(await fingerprint(service)).toBe(before);
        expect(await timelessFiles(await service.export(user))).toEqual(await timelessFiles(first));
      }),
      RUNS,
    );
  });

  it('moves everything into another account that has something else', async () => {
    await fc.assert(
      fc.asyncProperty(fullGraph, anyGraph, async (graph, other) => {
        const user = await userWith(service, graph);
        const archive = await service.export(user);
        await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
        const heir = await userWith(service, {
          ...other,
          rows: { ...other.rows, profile: [], profileContacts: [] },
        });
        expect(await service.import(heir, archive, 'replace')).toMatchObject({ status: 200 });
        expect(await timelessFiles(await service.export(heir))).toEqual(await timelessFiles(archive));
      }),
      RUNS,
    );
  });
});

describe.each(IMPORT_MODES)('%s', (mode) => {
  it('does what the preview announced, and both sums hold', async () => {
    await fc.assert(
      fc.asyncProperty(fullGraph, anyGraph, fc.boolean(), async (mine, theirs, same) => {
        const source = await userWith(service, theirs);
        const archive = await service.export(source);
        const user = same ? source : await userWith(service, mine);
        if (same)
          await give(service, user, { ...mine, rows: { ...mine.rows, profile: [], profileContacts: [] } });
        const before = await fingerprint(service);
        const preview = await service.preview(user, archive);
        expect(preview.body).toMatchObject({ valid: true, errors: [] });
        expect(await fingerprint(service)).toBe(before);
        const existing = same
          ? {
              ...mine,
              rows: Object.fromEntries(
                CAROL_KINDS.map(({ name }) => [
                  name,
                  [
                    ...(theirs.rows[name] ?? []),
                    ...(name.startsWith('profile') ? [] : (mine.rows[name] ?? [])),
                  ],
                ]),
              ),
            }
          : mine;
        expectSums(preview.body.effects?.[mode] ?? {}, theirs, existing);
        const result = await service.import(user, archive, mode, preview.body.archive.sha256);
        expect(result.body.effects).toEqual(preview.body.effects?.[mode]);
      }),
      RUNS,
    );
  });

  it('reads, changes and reveals nothing of anybody else, twice in a row', async () => {
    await fc.assert(
      fc.asyncProperty(fullGraph, async (graph) => {
        const owner = await userWith(service, graph);
        const archive = await service.export(owner);
        const importer = await service.createUser();
        for (let round = 0; round < 2; round++) {
          const before = await othersFingerprint(service, importer);
          const preview = await service.preview(importer, archive);
          const result = await service.import(importer, archive, mode);
          expect(result.status).toBe(200);
          expect(result.body.effects).toEqual(preview.body.effects?.[mode]);
          expect(await othersFingerprint(service, importer)).toBe(before);
        }
        const taken = new Set(
          Object.values(graph.rows)
            .flat()
            .map(({ id }) => id),
        );
        const files = await timelessFiles(await service.export(importer));
        const shown =
          [...files.values()].join('\n').match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
        expect(shown.filter((id) => taken.has(id))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('merge', () => {
  it('changes nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(fullGraph, anyGraph, async (mine, theirs) => {
        const archive = await service.export(await userWith(service, theirs));
        const user = await userWith(service, mine);
        await service.import(user, archive, 'merge');
        const before = await fingerprint(service);
        const again = await service.import(user, archive, 'merge');
        expect(again.status).toBe(200);
        for (const { name } of CAROL_KINDS) {
          expect({ name, ...again.body.effects[name] }).toMatchObject({
            name,
            create: 0,
            update: 0,
            delete: 0,
            unchanged: rowsOf(theirs, name),
          });
        }
        expect(await fingerprint(service)).toBe(before);
      }),
      RUNS,
    );
  });
});

describe('copies', () => {
  it('adds exactly its rows, each time anew, and touches none that exist', async () => {
    await fc.assert(
      fc.asyncProperty(fullGraph, async (graph) => {
        const user = await userWith(service, graph);
        const archive = await service.export(user);
        const rowsBefore = await versions(service, user.id);
        for (let round = 1; round <= 2; round++) {
          const result = await service.import(user, archive, 'copies');
          expect(result.status).toBe(200);
          const rowsAfter = await versions(service, user.id);
          for (const row of rowsBefore) expect(rowsAfter.has(row)).toBe(true);
          const archived = Object.values(graph.rows).flat().length;
          const skipped = rowsOf(graph, 'profile') + rowsOf(graph, 'profileContacts');
          expect(rowsAfter.size).toBe(rowsBefore.size + round * (archived - skipped));
        }
      }),
      RUNS,
    );
  });
});

async function versions(on: TestService, userId: string): Promise<Set<string>> {
  const all = new Set<string>();
  for (const kind of CAROL_KINDS) {
    const rows = (await on.instance.dataSource.query(
      `SELECT t::text || t.xmin AS row FROM "${kind.table}" t WHERE user_id = $1`,
      [userId],
    )) as { row: string }[];
    for (const { row } of rows) all.add(`${kind.name}${row}`);
  }
  return all;
}
