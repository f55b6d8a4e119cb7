/** The database takes whatever the generator calls legal, and gives back exactly that. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { detectContentType } from '../../src/portability/archive/content-type.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { openTestDatabase, type OpenDatabase } from '../support/postgres.js';
import { insertUser, readRows, seedGraph, sortedRows } from '../support/rows.js';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database?.close());

describe('An arbitrary graph', () => {
  it('is taken by the database and given back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(graphArbitrary(CAROL_KINDS), async (graph) => {
        const userId = await insertUser(database.dataSource);
        try {
          await seedGraph(database.dataSource, userId, graph);
          expect(await readRows(database.dataSource, userId)).toEqual(sortedRows(graph));
        } finally {
          await database.dataSource.query('DELETE FROM "user" WHERE id = $1', [userId]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has rows of every kind where it is asked for them', () => {
    fc.assert(
      fc.property(graphArbitrary(CAROL_KINDS, { minRows: 2 }), ({ rows }) => {
        const counts = CAROL_KINDS.map((kind) => (rows[kind.name]?.length ?? 0) - (kind.singleton ? 0 : 1));
        expect(Math.min(...counts)).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });

  it('has files that are what their rows say', async () => {
    await fc.assert(
      fc.asyncProperty(graphArbitrary(CAROL_KINDS, { minRows: 1 }), async ({ rows, files }) => {
        for (const { id, values } of rows['media'] ?? []) {
          const bytes = files.get(id) ?? Buffer.of(0);
          expect(await detectContentType(bytes, true, String(values['contentType']))).toBe(
            values['contentType'],
          );
          expect(bytes.length).toBe(values['byteSize']);
        }
      }),
      { numRuns: 50 },
    );
  });
});
