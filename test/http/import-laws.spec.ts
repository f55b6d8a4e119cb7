/** What holds of every import, over arbitrary data of every kind, in every mode. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { MODES } from '../../src/portability/kinds.js';
import { timelessFiles } from '../support/archive-files.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { describeModeLaws, rowsOf } from '../support/mode-laws.js';
import { startTestService, type TestService } from '../support/service.js';
import { fingerprint, userWith } from '../support/seeded.js';

const RUNS = { numRuns: 5, endOnFailure: true };
const anyGraph = graphArbitrary(CAROL_KINDS, { maxRows: 3 });
const fullGraph = graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 3 });

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

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

for (const [name, mode] of Object.entries(MODES)) describeModeLaws(name, mode, () => service, RUNS);
