/** What a start says of tables that the declared kinds do not fit: one line for each thing, with what to do. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { assertSchema } from '../../src/portability/storage/schema/assert-schema.js';
import { createGraph } from '../../src/portability/kinds.js';
import { GRAPH } from '../support/sample.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { LIBRARY_KINDS_WITH_SCANS } from '../support/second-host/kinds.js';
import { Library1700000000000 } from '../support/second-host/migration.js';

const LIBRARY = createGraph(LIBRARY_KINDS_WITH_SCANS, GRAPH.format);

let database: TestDatabase;
let dataSource: DataSource;
let runner: QueryRunner;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  runner = dataSource.createQueryRunner();
});
afterAll(async () => {
  await runner?.release();
  await dataSource?.destroy();
  await database?.drop();
});

/** What is said of the library's tables after these changes, which are taken back. */
async function saidAfter(...changes: readonly string[]): Promise<readonly string[]> {
  await runner.startTransaction();
  try {
    await runner.query('CREATE SCHEMA library; SET LOCAL search_path = library');
    await new Library1700000000000().up(runner);
    for (const change of changes) await runner.query(change);
    return await linesOf(
      assertSchema({ dataSource: runner.manager as unknown as DataSource, graph: LIBRARY }),
    );
  } finally {
    await runner.rollbackTransaction();
  }
}

const linesOf = (work: Promise<void>): Promise<readonly string[]> =>
  work.then(
    () => [],
    (error: unknown) =>
      String((error as Error).message)
        .split('\n  ')
        .slice(1),
  );

it('fits Carol', async () => {
  expect(await linesOf(assertSchema({ dataSource, graph: createGraph(CAROL_KINDS, GRAPH.format) }))).toEqual(
    [],
  );
});

it.each([
  ['nothing is changed', []],
  ['text of any length has another name', ['ALTER TABLE book ALTER title TYPE varchar']],
  [
    'a domain is made of the type',
    ['CREATE DOMAIN title AS text NOT NULL', 'ALTER TABLE book ALTER title TYPE title'],
  ],
  [
    'the id is unique by an index',
    ['ALTER TABLE shelf DROP CONSTRAINT shelf_pkey', 'CREATE UNIQUE INDEX ON shelf (id)'],
  ],
])('fits where %s', async (_, changes) => {
  expect(await saidAfter(...changes)).toEqual([]);
});

describe('says', () => {
  it.each([
    [
      'ALTER TABLE book RENAME TO books',
      'books (table book): no such table; make the table, or name the one that there is in the declaration',
    ],
    [
      'ALTER TABLE book DROP title',
      'books.title (column book.title): no such column; add it, or name the one that there is in the declaration',
    ],
    [
      'ALTER TABLE book RENAME created_at TO "createdAt"',
      /^books\.createdAt \(column book\.created_at\): no such column;/,
    ],
    [
      'ALTER TABLE book DROP user_id CASCADE',
      'books (column book.user_id): no such column; add it, or name the one that there is in "storage"',
    ],
    [
      'ALTER TABLE book ALTER title TYPE varchar(80)',
      "books.title (column book.title): character varying(80); make it text, or declare storedAs('character varying(80)', …)",
    ],
    [
      'ALTER TABLE book ALTER title TYPE char(80)',
      'books.title (column book.title): character(80); make it text',
    ],
    [
      'CREATE TYPE mood AS ENUM (); ALTER TABLE book ALTER remarks TYPE mood USING NULL',
      'books.remarks (column book.remarks): the enum mood; make it text',
    ],
    [
      'ALTER TABLE book ALTER price TYPE numeric(6,3)',
      'books.price (column book.price): numeric(6,3); make it numeric(5,2), or declare decimal(…, 6, 3)',
    ],
    [
      'ALTER TABLE book ALTER created_at TYPE timestamp',
      'books.createdAt (column book.created_at): timestamp without time zone; make it timestamp with time zone, or declare it by "storage.createdAt.type"',
    ],
    [
      'ALTER TABLE book ALTER created_at TYPE timestamptz(3)',
      'books.createdAt (column book.created_at): timestamp(3) with time zone; make it timestamp with time zone, or declare it by "storage.createdAt.type"',
    ],
    [
      'ALTER TABLE book ALTER authors DROP DEFAULT, ALTER authors TYPE jsonb USING to_jsonb(authors)',
      'books.authors (column book.authors): jsonb; make it text[]',
    ],
    [
      "ALTER TABLE book DROP authors, ADD authors text[][] NOT NULL DEFAULT '{}'",
      'books.authors (column book.authors): text[][]; a list has one dimension: name the column under "omitted", or keep it as jsonb',
    ],
    [
      'ALTER TABLE book ALTER authors TYPE varchar[]',
      "books.authors (column book.authors): character varying[]; make it text[], or declare storedAs('character varying[]', …)",
    ],
    [
      'ALTER TABLE book ALTER price SET NOT NULL',
      'books.price (column book.price): it is NOT NULL, and the field may be null; declare it without optional(), or drop NOT NULL',
    ],
    [
      'ALTER TABLE book ALTER title DROP NOT NULL',
      'books.title (column book.title): it may be null, and the field may not; declare it as optional(), or make it NOT NULL',
    ],
    [
      'ALTER TABLE book ALTER user_id DROP NOT NULL',
      'books (column book.user_id): it may be null; make it NOT NULL',
    ],
    [
      'ALTER TABLE book DROP CONSTRAINT book_pkey',
      /^books \(column book\.id\): (it may be null|two rows may have the same)/,
    ],
    [
      'ALTER TABLE book DROP title, ADD title text NOT NULL GENERATED ALWAYS AS (id) STORED',
      'books.title (column book.title): the database computes it; name the column under "omitted" instead of declaring a field',
    ],
    [
      'ALTER TABLE book ADD isbn text',
      'books (column book.isbn): it is neither exported nor left out; declare a field for it, or name it under "omitted" with the reason',
    ],
  ])('after %s', async (change, line) => {
    const [first, ...others] = await saidAfter(change);
    expect(first).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    expect(others.filter((other) => !other.startsWith('books'))).toEqual([]);
  });

  it.each([
    ['cjld2cjxh0000qzrmn831i7rn', '"cjld2cjxh0000qzrmn831i7rn"'],
    ['6F0C4D2E-8A51-4C3B-9D7E-2F1A0B3C4D5E', '"6F0C4D2E-8A51-4C3B-9D7E-2F1A0B3C4D5E"'],
    ['6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e', undefined],
  ])('an id that no archive could bring back: %s', async (id, found) => {
    const lines = await saidAfter(
      `INSERT INTO shelf (id, user_id, label) VALUES ('${id}', 'anybody', 'Novels')`,
    );
    expect(lines).toEqual(
      found === undefined
        ? []
        : [
            `shelves (column shelf.id): ${found}, which no archive could bring back; an id that is a text is a UUID in lower case: give each row one, in a column that "storage.id" names`,
          ],
    );
  });

  it('everything at once, in the order of the kinds', async () => {
    expect(await saidAfter('ALTER TABLE book ALTER price TYPE money', 'DROP TABLE scan CASCADE')).toEqual([
      expect.stringContaining('(column book.price): money;'),
      expect.stringContaining('(table scan): no such table;'),
    ]);
  });
});
