/** Unique keys of a host's tables: what they would not let in is told in the preview, row by row, and nothing else is refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PortabilityError } from '../../src/portability/index.js';
import { subjectOf, type Subject } from '../../src/portability/testing/host.js';
import { plannedOrRefused } from '../../src/portability/testing/part-laws.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';

const AFTER = `
  CREATE UNIQUE INDEX ON shelf (user_id, lower(label)) WHERE label <> 'Any';
  ALTER TABLE book ADD UNIQUE (shelf_id, title), ADD UNIQUE (user_id, remarks) DEFERRABLE, ADD UNIQUE (price)`;
const MODES = ['replace', 'merge', 'fill', 'copies'] as const;

let host: ShapeHost;
let subject: Subject;
beforeAll(async () => {
  host = await startHost({
    after: AFTER,
    references: ['REFERENCES shelf (id)', 'REFERENCES book (id) ON DELETE SET NULL'],
  });
  subject = subjectOf({ app: host.app, createUser: () => Promise.resolve(randomUUID()) });
});
afterAll(() => host?.close());

interface Book {
  readonly id: number;
  readonly shelf: number;
  readonly title: string;
  readonly remarks: string | null;
  readonly sequelOf: number | null;
}
interface Library {
  readonly shelves: readonly { readonly id: number; readonly label: string }[];
  readonly books: readonly Book[];
}

/** Of one owner the numbers stand for the same UUIDs each time. */
async function fill(owner: string, { shelves, books }: Library): Promise<void> {
  const id = (sort: string, number: number | null): string =>
    number === null ? 'NULL' : `'${owner.slice(0, 24)}${sort}${String(number).padStart(11, '0')}'`;
  await host.dataSource.query(`DELETE FROM book WHERE user_id = '${owner}'`);
  await host.dataSource.query(`DELETE FROM shelf WHERE user_id = '${owner}'`);
  for (const { id: shelf, label } of shelves)
    await host.dataSource.query(
      `INSERT INTO shelf (id, user_id, label) VALUES (${id('a', shelf)}, '${owner}', '${label}')`,
    );
  for (const { id: book, shelf, title, remarks, sequelOf } of books)
    await host.dataSource.query(
      `INSERT INTO book (id, user_id, shelf_id, title, remarks, sequel_of_id, tags)
       VALUES (${id('b', book)}, '${owner}', ${id('a', shelf)}, '${title}', ${remarks === null ? 'NULL' : `'${remarks}'`}, ${id('b', sequelOf)}, '{}')`,
    );
}

const number = fc.integer({ min: 1, max: 4 });
/** Few values, so that keys meet: a library that its own keys let in. */
const library: fc.Arbitrary<Library> = fc
  .record({
    shelves: fc.uniqueArray(fc.record({ id: number, label: fc.constantFrom('Any', 'A', 'a', 'B', 'C') }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ id }) => id,
    }),
    books: fc.uniqueArray(
      fc.record({
        id: number,
        shelf: fc.nat(3),
        title: fc.constantFrom('x', 'y', 'z'),
        remarks: fc.constantFrom(null, null, 'r', 's', 't'),
        sequelOf: fc.constantFrom(null, 1, 2),
      }),
      { maxLength: 4, selector: ({ id }) => id },
    ),
  })
  .map(({ shelves, books }) => ({
    shelves: firstOfEach(shelves, ({ id, label }) => (label === 'Any' ? `#${id}` : label.toLowerCase())),
    books,
  }))
  .map(({ shelves, books }) => {
    const shelved = books.map((book) => ({ ...book, shelf: shelves[book.shelf % shelves.length]?.id ?? 0 }));
    const legal = firstOfEach(
      firstOfEach(shelved, ({ shelf, title }) => `${shelf} ${title}`),
      ({ id, remarks }) => remarks ?? `#${id}`,
    );
    const before = (place: number, sequelOf: number | null): boolean =>
      legal.slice(0, place).some(({ id }) => id === sequelOf);
    return {
      shelves,
      books: legal.map((book, place) => ({
        ...book,
        sequelOf: before(place, book.sequelOf) ? book.sequelOf : null,
      })),
    };
  });

function firstOfEach<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  return [...new Map(rows.toReversed().map((row) => [keyOf(row), row])).values()].reverse();
}

it('refuses in the preview, for each mode, just what the import refuses', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      library,
      library,
      fc.boolean(),
      fc.constantFrom(...MODES),
      async (mine, archived, isOwn, mode) => {
        const owner = await subject.createUser();
        const from = isOwn ? owner : await subject.createUser();
        await fill(from, archived);
        const archive = await subject.export(from);
        await fill(owner, mine);
        const before = await subject.rows(owner);
        const preview = await subject.preview(owner, archive);
        const { plan } = await plannedOrRefused(subject, preview, { user: owner, archive, mode });
        const outcome = `${mode} ${plan === undefined ? 'refused' : 'done'}`;
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        if (plan === undefined) return expect(await subject.rows(owner)).toEqual(before);
        const { effects } = await subject.import(owner, archive, mode, { confirm: plan });
        expect(effects).toEqual(preview.effects?.[mode]);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
  expect([...seen.keys()].sort()).toEqual(
    MODES.flatMap((mode) => [`${mode} done`, `${mode} refused`]).sort(),
  );
});

const book = (
  id: number,
  title: string,
  { shelf = 1, remarks = null, sequelOf = null }: Partial<Book> = {},
): Book => ({ id, shelf, title, remarks, sequelOf });
const shelf = (id: number, label: string): Library['shelves'][number] => ({ id, label });
const A = shelf(1, 'A');

/** What is there, what comes (from somebody else, where it is not the importer's own), and which rows each mode is refused for. */
const CASES: Readonly<
  Record<
    string,
    {
      readonly mine: Library;
      readonly archived: Library;
      readonly from?: 'another';
      readonly refused: Readonly<Record<(typeof MODES)[number], readonly string[]>>;
    }
  >
> = {
  'comes back as it was': {
    mine: { shelves: [A], books: [book(1, 'x', { remarks: 'r' })] },
    archived: { shelves: [A], books: [book(1, 'x', { remarks: 'r' })] },
    refused: { replace: [], merge: [], fill: [], copies: ['a1/label', 'b1/remarks'] },
  },
  'is there under another UUID, and would go': {
    mine: { shelves: [A], books: [book(1, 'x', { remarks: 'r' })] },
    archived: { shelves: [shelf(2, 'a')], books: [book(2, 'x', { shelf: 2, remarks: 'r' })] },
    refused: {
      replace: [],
      merge: ['a2/label', 'b2/remarks'],
      fill: ['a2/label', 'b2/remarks'],
      copies: ['a2/label', 'b2/remarks'],
    },
  },
  "is there under another UUID, as somebody else's": {
    mine: { shelves: [A], books: [book(1, 'x')] },
    archived: { shelves: [A], books: [book(1, 'x')] },
    from: 'another',
    refused: { replace: [], merge: ['a1/label'], fill: ['a1/label'], copies: ['a1/label'] },
  },
  'would go, and a row that stays refers to it until then': {
    mine: { shelves: [A, shelf(3, 'B')], books: [book(1, 'x'), book(4, 'y', { shelf: 3 })] },
    archived: {
      shelves: [shelf(2, 'a'), shelf(3, 'B')],
      books: [book(1, 'x', { shelf: 2 }), book(4, 'y', { shelf: 3 })],
    },
    refused: {
      replace: ['a2/label'],
      merge: ['a2/label'],
      fill: ['a2/label'],
      copies: ['a2/label', 'a3/label'],
    },
  },
  'has changed its key with another, and the rule does not wait': {
    mine: { shelves: [A], books: [book(1, 'x'), book(2, 'y')] },
    archived: { shelves: [A], books: [book(1, 'y'), book(2, 'x')] },
    refused: {
      replace: ['b1/title', 'b2/title'],
      merge: ['b1/title', 'b2/title'],
      fill: [],
      copies: ['a1/label'],
    },
  },
  'has changed its key with another, and the rule waits': {
    mine: { shelves: [A], books: [book(1, 'x', { remarks: 'r' }), book(2, 'y', { remarks: 's' })] },
    archived: { shelves: [A], books: [book(1, 'x', { remarks: 's' }), book(2, 'y', { remarks: 'r' })] },
    refused: { replace: [], merge: [], fill: [], copies: ['a1/label', 'b1/remarks', 'b2/remarks'] },
  },
  'is no key where a condition does not hold, nor where it is null': {
    mine: { shelves: [shelf(1, 'Any')], books: [book(1, 'x')] },
    archived: { shelves: [shelf(2, 'Any')], books: [book(1, 'x', { shelf: 2 })] },
    refused: { replace: [], merge: [], fill: [], copies: [] },
  },
};

describe.each(Object.entries(CASES))('what %s', (_, { mine, archived, from, refused }) => {
  it.each(MODES)('is told where it is refused: %s', async (mode) => {
    const owner = await subject.createUser();
    const source = from === 'another' ? await subject.createUser() : owner;
    await fill(source, archived);
    const archive = await subject.export(source);
    await fill(owner, mine);
    const preview = await subject.preview(owner, archive);
    const told = (
      preview.valid ? preview.warnings.filter((warning) => warning.mode === mode) : preview.errors
    )
      .filter(({ code }) => code === 'not-unique')
      .map(({ pointer }) => pointer.replace(/^.*?([ab])0*(\d\/\w+)$/, '$1$2'));
    // What stands in the way of every mode is told once, for the first.
    const first = MODES.map((name) => refused[name]).find((rows) => rows.length > 0) ?? [];
    expect(told.sort()).toEqual([...(preview.valid ? refused[mode] : first)].sort());
    const { plan } = await plannedOrRefused(subject, preview, { user: owner, archive, mode });
    expect(plan === undefined).toBe(refused[mode].length > 0);
    if (plan !== undefined) await subject.import(owner, archive, mode, { confirm: plan });
  });
});

it("learns nothing of others: what another account's row keeps out is refused when it is written", async () => {
  const owner = await subject.createUser();
  await fill(owner, { shelves: [shelf(1, 'Any')], books: [book(1, 'x')] });
  await host.dataSource.query(`UPDATE book SET price = 4.2 WHERE user_id = '${owner}'`);
  const archive = await subject.export(owner);
  const other = await subject.createUser();
  const preview = await subject.preview(other, archive);
  expect([preview.valid, preview.warnings]).toEqual([true, []]);
  const refused = await subject.import(other, archive, 'merge').then(
    () => undefined,
    (error: PortabilityError) => error,
  );
  expect(refused?.slug).toBe('row-refused');
  expect(refused?.extensions.errors).toMatchObject([
    {
      code: 'not-unique',
      detail:
        'There can be only one book with the same price here, and there is another one. Change one of them, or leave this one out.',
    },
  ]);
});
