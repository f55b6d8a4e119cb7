/** Schemas as other people have them, one thing different at a time: every law holds on each. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describePortability } from '../../src/portability/testing.js';
import { subjectOf } from '../../src/portability/testing/host.js';
import type { Shape } from '../support/shape.js';
import { SHAPES } from '../support/shapes.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';

/** Data on which a law did not hold once, by the seed that makes it. */
const FOUND: readonly (readonly [name: string, shape: string, seed: number])[] = [
  [
    'a text names a link between rows that get their numbers only now',
    'links without an id or an owner, between numbers',
    520543360,
  ],
];

const TRIED = [
  ...Object.entries(SHAPES).map(([name, shape]) => [name, shape, undefined] as const),
  ...FOUND.map(([name, shape, seed]) => [name, SHAPES[shape] as Shape, seed] as const),
];

describe.each(TRIED)('%s', (_, shape, seed) => {
  let host: ShapeHost;
  beforeAll(async () => {
    host = await startHost(shape);
  });
  afterAll(() => host?.close());

  const { createUser = randomUUID } = shape;
  describePortability(
    { describe, it },
    () => ({
      app: host.app,
      createUser: () => Promise.resolve(createUser()),
      ...(shape.constants && { constants: shape.constants }),
    }),
    { runs: 1, ...(seed !== undefined && { seed }) },
  );
});

describe('Rows in a bin', () => {
  let host: ShapeHost;
  beforeAll(async () => {
    host = await startHost(SHAPES['rows that lie in a bin'] as Shape);
  });
  afterAll(() => host?.close());

  const user = randomUUID();
  const titles = (where: string): Promise<readonly unknown[]> =>
    host.dataSource.query(
      `SELECT title FROM book WHERE user_id = '${user}' AND deleted_at ${where} ORDER BY title`,
    );

  it.each(['replace', 'merge', 'fill', 'copies'])(
    'stay there, and what comes back lives beside them: %s',
    async (mode) => {
      const { dataSource, app } = host;
      await dataSource.query('TRUNCATE book, shelf');
      await dataSource.query(
        `INSERT INTO shelf (id, user_id, label) VALUES ('${user}', '${user}', 'Novels')`,
      );
      await dataSource.query(
        `INSERT INTO book (id, user_id, shelf_id, title, tags) SELECT gen_random_uuid(), '${user}', '${user}', title, '{}' FROM unnest('{Dune,Emma}'::text[]) AS title`,
      );
      const subject = subjectOf({ app, createUser: () => Promise.resolve(user) });
      const archive = await subject.export(user);
      await dataSource.query("UPDATE book SET deleted_at = now() WHERE title = 'Emma'");
      const without = await subject.export(user);
      expect((await subject.timeless(without)).get('library.yaml')).not.toContain('Emma');

      const before = await dataSource.query('SELECT t::text FROM book t WHERE deleted_at IS NOT NULL');
      const { warnings } = await subject.preview(user, archive);
      expect(warnings).toContainEqual(expect.objectContaining({ code: 'in-bin', kind: 'books', count: 1 }));
      await subject.import(user, archive, mode);
      expect(await titles('IS NULL')).toEqual(
        (mode === 'copies' ? ['Dune', 'Dune', 'Emma'] : ['Dune', 'Emma']).map((title) => ({ title })),
      );
      expect(await titles('IS NOT NULL')).toEqual([{ title: 'Emma' }]);
      expect(await dataSource.query('SELECT t::text FROM book t WHERE deleted_at IS NOT NULL')).toEqual(
        before,
      );

      const { effects, warnings: after } = await subject.import(user, archive, 'merge');
      // What came beside it is known again.
      expect(after.filter(({ code }) => code === 'in-bin')).toHaveLength(mode === 'copies' ? 1 : 0);
      if (mode !== 'copies') expect(effects).toMatchObject({ books: { unchanged: 2, create: 0, update: 0 } });
      await subject.import(user, without, 'replace');
      expect(await titles('IS NOT NULL')).toEqual([{ title: 'Emma' }]);
    },
  );
});
