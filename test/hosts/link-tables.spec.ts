/** Rows without an id of their own, in tables that do not say whose they are: what they link says which they are, wherever that lives. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { subjectOf, type Subject } from '../../src/portability/testing/host.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';
import { SHAPES } from '../support/shapes.js';
import { packFiles, readFiles } from '../support/archive-files.js';

const [ada, grace] = [randomUUID(), randomUUID()];
let host: ShapeHost;
let subject: Subject;
beforeAll(async () => {
  host = await startHost(SHAPES['links without an id or an owner, between numbers'] ?? {});
  subject = subjectOf({ app: host.app, createUser: () => Promise.resolve('') });
});
afterAll(() => host?.close());

beforeEach(async () => {
  await host.dataSource.query(
    'TRUNCATE loan, likeness, book_tag, tag, book, shelf, known_as RESTART IDENTITY',
  );
  for (const user of [grace, ada])
    await host.dataSource.query(
      `WITH s AS (INSERT INTO shelf (user_id, label) VALUES ('${user}', 'Novels') RETURNING id),
            b AS (INSERT INTO book (user_id, shelf_id, title, tags) SELECT '${user}', id, 'Dune', '{}' FROM s RETURNING id),
            t AS (INSERT INTO tag (user_id, word) VALUES ('${user}', 'sand'), ('${user}', 'spice') RETURNING id)
       INSERT INTO book_tag SELECT b.id, t.id FROM b, t`,
    );
});

const links = async (user: string): Promise<readonly string[]> =>
  (
    await host.dataSource.query<readonly { line: string }[]>(
      `SELECT title || ' ' || word AS line FROM book_tag JOIN book b ON b.id = book_id JOIN tag t ON t.id = tag_id AND t.user_id = b.user_id
       WHERE b.user_id = $1 ORDER BY 1`,
      [user],
    )
  ).map(({ line }) => line);

it('are the same links in another account, and are known again on the way back', async () => {
  const archive = await subject.export(ada);
  await subject.import(grace, archive, 'merge');
  expect(await links(grace)).toEqual(['Dune sand', 'Dune sand', 'Dune spice', 'Dune spice']);
  for (const [user, from] of [
    [grace, ada],
    [ada, grace],
  ] as const) {
    const { effects } = await subject.import(user, await subject.export(from), 'merge');
    expect(effects.bookTags).toMatchObject({ unchanged: 2, update: 0, delete: 0 });
  }
});

it('come and go alone, in every mode that knows rows again', async () => {
  const archive = await subject.export(ada);
  await host.dataSource.query(
    `DELETE FROM book_tag WHERE tag_id IN (SELECT id FROM tag WHERE word = 'sand')`,
  );
  for (const mode of ['fill', 'merge', 'replace']) {
    const { effects } = await subject.import(ada, archive, mode);
    expect(effects.bookTags).toMatchObject(
      mode === 'fill' ? { create: 1, unchanged: 1 } : { create: 0, unchanged: 2 },
    );
  }
  expect([await links(ada), await links(grace)]).toEqual([['Dune sand', 'Dune spice'], ['Dune spice']]);
});

it('are refused where an archive has one twice, with the entry', async () => {
  const files = await readFiles(await subject.export(ada));
  files.delete('SHA256SUMS');
  const edit = (path: string, change: (text: string) => string): unknown =>
    files.set(path, Buffer.from(change(String(files.get(path)))));
  edit('manifest.yaml', (text) => text.replace('bookTags: 2', 'bookTags: 3'));
  const entry = /(\n *)[0-9a-f-]{36}(:\n *tagId: \S+)/;
  edit('library.yaml', (text) => text.replace(entry, `$&$1${randomUUID()}$2`));
  const { errors, warnings } = await subject.preview(grace, await packFiles(files));
  expect([...errors, ...warnings]).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'not-unique', detail: expect.stringContaining('tag of a book') }),
    ]),
  );
});
