/** Lists of more than one dimension, which PostgreSQL keeps in any column of an array: an export is refused, and says which column and row. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { subjectOf, type Subject } from '../../src/portability/testing/host.js';
import type { Shape } from '../support/shape.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';
import { SHAPES } from '../support/shapes.js';

/** Every column of an array that there is, with an item. */
const COLUMNS = {
  tags: 'a', pages: '1', others: randomUUID(), sums: '1.50', precise: '2.25', moments: '2020-02-02T02:02:02Z', truths: 't', days: '2020-02-02',
  sizes: '0.5', spans: '01:00:00', hours: '12:00:00',
} as const; // prettier-ignore

let host: ShapeHost;
let subject: Subject;
const user = randomUUID();
beforeAll(async () => {
  host = await startHost(SHAPES['every type of value'] as Shape);
  subject = subjectOf({ app: host.app, createUser: () => Promise.resolve(user) });
  await host.dataSource.query(
    `INSERT INTO shelf (id, user_id, label) VALUES ('${user}', '${user}', 'Novels')`,
  );
  await host.dataSource.query(
    `INSERT INTO book (id, user_id, shelf_id, title, tags, size, pages, moments)
     SELECT gen_random_uuid(), '${user}', '${user}', title, '{}', 1, '{}', '{}' FROM unnest('{Dune,Emma}'::text[]) AS title`,
  );
});
afterAll(() => host?.close());

const setList = (column: string, value: string): Promise<unknown> =>
  host.dataSource.query(`UPDATE book SET ${column} = $1 WHERE title = 'Emma'`, [value]);

it('are tried in every column of an array', async () => {
  const columns: readonly { name: string }[] = await host.dataSource.query(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'book' AND data_type = 'ARRAY'`,
  );
  expect(columns.map(({ name }) => name).sort()).toEqual(Object.keys(COLUMNS).sort());
});

it.each(Object.entries(COLUMNS))('in %s', async (column, item) => {
  await setList(column, `{{${item}},{${item}}}`);
  const [{ id }] = (await host.dataSource.query(`SELECT id FROM book WHERE title = 'Emma'`)) as [
    { id: string },
  ];
  const refusal = await subject.export(user).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    slug: 'archive-too-large',
    message: expect.stringContaining(`(column ${column} of book)`),
    extensions: { limit: 'dimensions', maximum: 1, rows: [{ kind: 'books', id }] },
  });
  await setList(column, `{${item},${item}}`);
  const archive = await subject.export(user);
  expect((await subject.preview(user, archive)).effects?.['replace']?.['books']).toMatchObject({
    unchanged: 2,
  });
});
