/** The sort of more than memory holds agrees with that of an array, wherever it is cut. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createWorkspaces } from '../../src/portability/storage/workspace.js';
import { sorted } from '../../src/portability/upgrade/external-sort.js';

interface Item {
  readonly key: number;
  readonly text: string;
}

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'carol-sort-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function* inTurn(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const compare = (a: Item, b: Item): number => a.key - b.key;

it('gives the items in their order, whatever their texts hold', async () => {
  const item = fc.record({
    key: fc.nat(),
    text: fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '"', '😀') }),
  });
  const items = fc.uniqueArray(item, { selector: ({ key }) => key, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 30 }), async (given, inMemory) => {
      const workspace = await createWorkspaces(root).open();
      try {
        const found: Item[] = [];
        for await (const each of sorted(inTurn(given), { compare, size: () => 1, inMemory }, workspace))
          found.push(each);
        expect(found).toEqual([...given].sort(compare));
      } finally {
        await workspace.dispose();
      }
    }),
    { numRuns: 60 },
  );
});
