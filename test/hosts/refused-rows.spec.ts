/** Rules of a host's database that no declared kind knows: whoever imports is told which entry breaks one, once, and nothing is changed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { edit } from '../support/archive-files.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { memberId, startSecondHost, type SecondHost } from '../support/second-host/host.js';

const id = (number: number): string => `dddddddd-0000-4000-8000-${String(number).padStart(12, '0')}`;

let database: TestDatabase;
let directory: string;
let host: SecondHost;
const undone: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'refused-'));
  host = await startSecondHost('forRoot', database.url, directory);
});
afterAll(async () => {
  await host?.close();
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

const sql = (text: string): Promise<unknown> => host.dataSource.query(text);

/** Something that holds until the test is over. */
async function withRule(rule: string, undo: string): Promise<void> {
  await sql(rule);
  undone.unshift(undo);
}

beforeEach(async () => {
  await sql('TRUNCATE shelf, book CASCADE');
  await shelfOf('ada', id(1), 'Novels', ['Dune', 'Emma', 'Ulysses']);
});
afterEach(async () => {
  for (const undo of undone.splice(0)) await sql(undo);
});

/** A shelf with its books, whose UUIDs follow that of the shelf. */
async function shelfOf(
  member: string,
  shelf: string,
  label: string,
  titles: readonly string[],
): Promise<void> {
  await sql(`INSERT INTO shelf (id, user_id, label) VALUES ('${shelf}', '${memberId(member)}', '${label}')`);
  for (const [index, title] of titles.entries()) {
    const book = id(Number(shelf.slice(-12)) * 10 + index);
    await sql(
      `INSERT INTO book (id, user_id, shelf_id, title) VALUES ('${book}', '${memberId(member)}', '${shelf}', '${title}')`,
    );
  }
}

async function exported(member = 'ada'): Promise<Buffer> {
  const response = await fetch(`${host.url}/api/export`, { headers: { 'x-member': member } });
  return Buffer.from(await response.arrayBuffer());
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly type?: string;
    readonly errors?: readonly Record<string, unknown>[];
    readonly errorCount?: number;
  };
}

async function imported(archive: Buffer, mode: string, member = 'ada'): Promise<Answer> {
  const form = new FormData();
  form.append('mode', mode);
  form.append('confirm', 'true');
  form.append('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
  const response = await fetch(`${host.url}/api/import`, {
    method: 'POST',
    headers: { 'x-member': member },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const rowsOf = (): Promise<unknown> =>
  sql('SELECT t::text, xmin FROM shelf t UNION ALL SELECT t::text, xmin FROM book t ORDER BY 1');

/** A rule, what takes it back, what is imported, and what is said of it. */
interface Case {
  readonly rule: readonly [set: string, undo: string];
  readonly mode: string;
  readonly change?: (library: string) => string;
  /** What is there besides when the archive comes back. */
  readonly before?: string;
  readonly error: Record<string, unknown>;
}

const UNIQUE = ['CREATE UNIQUE INDEX one_title ON book (user_id, title)', 'DROP INDEX one_title'] as const;
const twice = (book: number | null): Record<string, unknown> => ({
  file: 'library.yaml',
  code: 'not-unique',
  pointer: book === null ? '#' : `#/${id(1)}/books/${id(book)}/title`,
  ...(book !== null && { label: expect.any(String) }),
  detail: expect.stringContaining('There can be only one book with the same title here'),
});
const refused = (book: number, field = ''): Record<string, unknown> => ({
  code: 'refused',
  pointer: `#/${id(1)}/books/${id(book)}${field}`,
  label: expect.any(String),
});

const CASES: Readonly<Record<string, Case>> = {
  'that would be there twice as a copy': { rule: UNIQUE, mode: 'copies', error: twice(10) },
  'that another in the archive is like': {
    rule: UNIQUE,
    mode: 'merge',
    change: (library) => library.replace('title: Ulysses', 'title: Emma'),
    error: twice(12),
  },
  'that one is like which is there': {
    rule: UNIQUE,
    mode: 'merge',
    before: `UPDATE book SET id = '${id(99)}' WHERE title = 'Emma'`,
    error: twice(11),
  },
  'that an exclusion keeps out': {
    rule: [
      'ALTER TABLE book ADD CONSTRAINT apart EXCLUDE (user_id WITH =, title WITH =)',
      'ALTER TABLE book DROP CONSTRAINT apart',
    ],
    mode: 'copies',
    error: twice(10),
  },
  'of which only the end of the import knows that it is there twice': {
    rule: [
      'ALTER TABLE book ADD CONSTRAINT later UNIQUE (user_id, title) DEFERRABLE INITIALLY DEFERRED',
      'ALTER TABLE book DROP CONSTRAINT later',
    ],
    mode: 'copies',
    error: twice(null),
  },
  'that a CHECK forbids': {
    rule: [
      "ALTER TABLE book ADD CONSTRAINT polite CHECK (title <> 'Rude')",
      'ALTER TABLE book DROP CONSTRAINT polite',
    ],
    mode: 'merge',
    change: (library) => library.replace('title: Emma', 'title: Rude'),
    error: {
      ...refused(11, '/title'),
      detail: 'The database here does not take this book: look at its title. Change it, or leave it out.',
    },
  },
  'whose value is missing': {
    rule: [
      'ALTER TABLE book ADD CONSTRAINT told CHECK (remarks IS NOT NULL) NOT VALID',
      'ALTER TABLE book DROP CONSTRAINT told',
    ],
    mode: 'copies',
    error: refused(10, '/remarks'),
  },
  'whose value is too long': {
    rule: ['ALTER TABLE book ALTER title TYPE varchar(7)', 'ALTER TABLE book ALTER title TYPE text'],
    mode: 'replace',
    change: (library) => library.replace('title: Ulysses', 'title: Finnegans Wake'),
    error: refused(12),
  },
  'whose number is too large': {
    rule: [
      'ALTER TABLE book ALTER price TYPE numeric(3,2)',
      'ALTER TABLE book ALTER price TYPE numeric(5,2)',
    ],
    mode: 'merge',
    change: (library) => library.replace('title: Emma', 'title: Emma\n      price: 12.5'),
    error: refused(11),
  },
  'that a trigger throws out': {
    rule: [
      "CREATE FUNCTION throw_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.title = 'Emma' THEN RAISE check_violation USING TABLE = 'book', COLUMN = 'title'; END IF; RETURN NEW; END $$;" +
        'CREATE TRIGGER throw_out BEFORE INSERT ON book FOR EACH ROW EXECUTE FUNCTION throw_out()',
      'DROP TRIGGER throw_out ON book; DROP FUNCTION throw_out',
    ],
    mode: 'copies',
    error: refused(11, '/title'),
  },
};

describe.each(Object.entries(CASES))('tells the entry %s', (_, { rule, mode, change, before, error }) => {
  it('in one answer, with its place, and changes nothing', async () => {
    const archive = await exported();
    if (before !== undefined) await sql(before);
    await withRule(...rule);
    const sent = change ? await edit(archive, { 'library.yaml': change }) : archive;
    const rows = await rowsOf();
    const { status, body } = await imported(sent, mode);
    expect(body).toMatchObject({ type: '/problems/row-refused', errors: [error], errorCount: 1 });
    expect(status).toBe(422);
    expect(await rowsOf()).toEqual(rows);
  });
});

it('tells what cannot be deleted, as something else needs it', async () => {
  const archive = await exported();
  await shelfOf('ada', id(2), 'Poems', ['Howl']);
  await withRule(
    `CREATE TABLE loan (book_id text REFERENCES book (id)); INSERT INTO loan VALUES ('${id(20)}')`,
    'DROP TABLE loan',
  );
  const rows = await rowsOf();
  const { status, body } = await imported(archive, 'replace');
  expect(body).toMatchObject({
    type: '/problems/reference-broken',
    errors: [
      {
        file: 'library.yaml',
        code: 'kept-reference',
        detail: expect.stringContaining('Some books that would be deleted are still needed'),
      },
    ],
  });
  expect(status).toBe(422);
  expect(await rowsOf()).toEqual(rows);
});

it('finds the one among thousands', async () => {
  await shelfOf('grace', id(5), 'All', []);
  await sql(
    `INSERT INTO book (id, user_id, shelf_id, title) SELECT gen_random_uuid(), '${memberId('grace')}', '${id(5)}', 'Title ' || n FROM generate_series(1, 5000) n`,
  );
  const archive = await exported('grace');
  await withRule(
    "ALTER TABLE book ADD CONSTRAINT odd CHECK (title <> 'Title 4321') NOT VALID",
    'ALTER TABLE book DROP CONSTRAINT odd',
  );
  const { body } = await imported(archive, 'copies', 'ada');
  const [row] = (await sql("SELECT id FROM book WHERE title = 'Title 4321'")) as readonly {
    readonly id: string;
  }[];
  expect(body.errors).toMatchObject([{ code: 'refused', pointer: `#/${id(5)}/books/${row?.id}/title` }]);
});
