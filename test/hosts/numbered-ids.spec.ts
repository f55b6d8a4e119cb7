/** Rows whose ids the database counts: what stands for them in archives, which number they get where they come to, and that none is taken from anybody. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { subjectOf, type Subject } from '../../src/portability/testing/host.js';
import {
  choice, defineKind, optional, reference, text, type Kind,
} from '../../src/portability/kinds.js'; // prettier-ignore
import { NUMBERS } from '../support/shapes.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';

const MODES = ['replace', 'merge', 'fill', 'copies'];
const [ada, grace] = [randomUUID(), randomUUID()];

let host: ShapeHost;
let other: ShapeHost;
let here: Subject;
let there: Subject;
beforeAll(async () => {
  [host, other] = await Promise.all([startHost(NUMBERS), startHost({ ...NUMBERS, instance: 'library-2' })]);
  [here, there] = [host, other].map(({ app }) =>
    subjectOf({ app, createUser: () => Promise.resolve('') }),
  ) as [Subject, Subject];
});
afterAll(() => Promise.all([host?.close(), other?.close()]));

beforeEach(async () => {
  for (const { dataSource } of [host, other])
    await dataSource.query('TRUNCATE book, shelf, known_as RESTART IDENTITY');
});

/** A shelf with so many books, each but the first the sequel of the one before it. */
async function give({ dataSource }: ShapeHost, user: string, titles: readonly string[]): Promise<void> {
  const [shelf] = await dataSource.query<[{ id: string }]>(
    "INSERT INTO shelf (user_id, label) VALUES ($1, 'Novels') RETURNING id",
    [user],
  );
  let before: string | null = null;
  for (const title of titles) {
    const [book]: [{ id: string }] = await dataSource.query(
      "INSERT INTO book (user_id, shelf_id, title, sequel_of_id, tags) VALUES ($1, $2, $3, $4, '{}') RETURNING id",
      [user, shelf.id, title, before],
    );
    before = book.id;
  }
}

/** Every book with its number and what it is the sequel of. */
const books = async ({ dataSource }: ShapeHost, user: string): Promise<readonly string[]> =>
  (
    await dataSource.query<readonly { line: string }[]>(
      `SELECT concat_ws(' ', b.id, b.title, 'after ' || s.title) AS line FROM book b JOIN shelf ON shelf.id = b.shelf_id AND shelf.user_id = b.user_id
       LEFT JOIN book s ON s.id = b.sequel_of_id AND s.user_id = b.user_id WHERE b.user_id = $1 ORDER BY b.id`,
      [user],
    )
  ).map(({ line }) => line);

describe('A row whose id is a number', () => {
  it.each(MODES.slice(0, 3))('comes back under its number where that is free: %s', async (mode) => {
    await give(host, ada, ['Dune', 'Emma']);
    const before = await books(host, ada);
    const archive = await here.export(ada);
    await host.dataSource.query("DELETE FROM book WHERE title = 'Emma'");
    await here.import(ada, archive, mode);
    expect(await books(host, ada)).toEqual(before);
  });

  it.each(MODES)('takes no number from anybody, and none that was never counted: %s', async (mode) => {
    await give(host, ada, ['Dune', 'Emma']);
    const archive = await here.export(ada);
    await host.dataSource.query('DELETE FROM book; ALTER SEQUENCE book_id_seq RESTART');
    await give(host, grace, ['Ulysses']);
    const hers = await books(host, grace);
    await here.import(ada, archive, mode);
    // 1 is Grace's, and 2 was not counted since.
    expect(await books(host, grace)).toEqual(hers);
    expect(await books(host, ada)).toEqual(['2 Dune', '3 Emma after Dune']);
    await give(host, grace, ['Persuasion']);
    expect(await books(host, grace)).toEqual([...hers, '4 Persuasion']);
  });

  it.each(MODES.slice(0, 3))(
    'is none of another instance that has the same number, and is known again there: %s',
    async (mode) => {
      await give(host, ada, ['Dune', 'Emma']);
      await give(other, ada, ['Ulysses', 'Walden']);
      const theirs = await books(other, ada);
      const archive = await here.export(ada);
      await there.import(ada, archive, mode);
      const both = [...(mode === 'replace' ? [] : theirs), '3 Dune', '4 Emma after Dune'];
      expect(await books(other, ada)).toEqual(both);
      const { effects } = await there.import(ada, archive, mode);
      expect(effects.books).toMatchObject({ unchanged: 2, create: 0, update: 0, delete: 0 });
      // Home again, along the same way.
      const { effects: home } = await here.import(ada, await there.export(ada), 'merge');
      expect(home.books).toMatchObject({ unchanged: 2, update: 0 });
      expect((await books(host, ada)).slice(0, 2)).toEqual(['1 Dune', '2 Emma after Dune']);
    },
  );

  it('is another row in another account, which merges with the first', async () => {
    await give(host, ada, ['Dune', 'Emma']);
    const archive = await here.export(ada);
    await here.import(grace, archive, 'merge');
    expect(await books(host, grace)).toEqual(['3 Dune', '4 Emma after Dune']);
    const { effects } = await here.import(ada, await here.export(grace), 'merge');
    expect(effects.books).toMatchObject({ unchanged: 2, create: 0, update: 0 });
  });

  it('costs no number while an import is only previewed, in whichever mode', async () => {
    await give(host, ada, ['Dune', 'Emma']);
    const archive = await here.export(ada);
    await here.preview(grace, archive);
    for (const mode of MODES) await here.items(grace, archive, mode);
    await give(host, grace, ['Ulysses']);
    expect(await books(host, grace)).toEqual(['3 Ulysses']);
  });
});

describe('A field that may lead to several kinds', () => {
  const NOTES = `CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id text NOT NULL, body text NOT NULL,
    subject_type text, subject_id bigint)`;
  const storage = { id: { type: 'bigint' }, createdAt: false, updatedAt: false } as const;
  const notes: Kind = defineKind({
    name: 'notes', table: 'note', area: 'notes', description: 'A note.', noun: ['note', 'notes'], storage,
    fields: {
      body: text('What it says.'),
      subjectType: optional(choice('What it is about.', ['Shelf', 'Book'])),
      subjectId: optional(reference('Which one.', { by: 'subjectType', kinds: { Shelf: 'shelves', Book: 'books' } })),
    },
    order: ['body'],
  }); // prettier-ignore
  let noted: ShapeHost;
  beforeAll(async () => {
    noted = await startHost({ ...NUMBERS, after: NOTES, kinds: [notes] });
  });
  afterAll(() => noted?.close());

  it.each(MODES)('leads to the same rows, whichever numbers they get: %s', async (mode) => {
    const { dataSource } = noted;
    await dataSource.query('TRUNCATE book, shelf, note, known_as RESTART IDENTITY');
    await give(noted, grace, ['Ulysses']);
    await give(noted, ada, ['Dune']);
    await dataSource.query(
      `INSERT INTO note (user_id, body, subject_type, subject_id) VALUES ('${ada}', 'a', 'Book', 2), ('${ada}', 'b', 'Shelf', 2), ('${ada}', 'c', NULL, NULL)`,
    );
    const subject = subjectOf({ app: noted.app, createUser: () => Promise.resolve('') });
    const archive = await subject.export(ada);
    await subject.import(grace, archive, mode);
    expect(
      await dataSource.query(
        `SELECT body, coalesce(b.title, s.label) AS about FROM note n
         LEFT JOIN book b ON n.subject_type = 'Book' AND b.id = n.subject_id AND b.user_id = n.user_id
         LEFT JOIN shelf s ON n.subject_type = 'Shelf' AND s.id = n.subject_id AND s.user_id = n.user_id
         WHERE n.user_id = $1 ORDER BY body`,
        [grace],
      ),
    ).toEqual([
      { body: 'a', about: 'Dune' },
      { body: 'b', about: 'Novels' },
      { body: 'c', about: null },
    ]);
  });
});

describe('A start', () => {
  it.each([
    [
      'no name of the instance, and no table of origins',
      { ...NUMBERS, instance: undefined },
      /option "instance"[^]*option "originsTable"/,
    ],
    [
      'numbers that nothing counts',
      { ...NUMBERS, id: 'id bigint PRIMARY KEY' },
      /shelves \(column shelf\.id\): no sequence of its own/,
    ],
    [
      'numbers that are declared to be shorter',
      { ...NUMBERS, id: 'id serial PRIMARY KEY' },
      /column shelf\.id\): integer; make it bigint/,
    ],
  ])('is refused with %s', async (_, shape, line) => {
    await expect(startHost(shape)).rejects.toThrow(line);
  });
});
