/** Every foreign key has its index, and an index gives each kind's rows in the order of the archive. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { openTestDatabase, type OpenDatabase } from '../support/postgres.js';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database?.close());

describe('An index', () => {
  interface Uncovered {
    readonly table: string;
    readonly name: string;
  }

  /** Columns as numbers; a partial index serves where it leaves out the nulls alone, which no foreign key looks for. */
  const INDEX_COVERS = `EXISTS (
    SELECT FROM pg_index i WHERE i.indrelid = k.relation AND i.indisvalid AND i.indexprs IS NULL
      AND (i.indkey::int2[])[0:cardinality(k.columns) - 1] = k.columns
      AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', k.last))
  )`;

  it('covers every foreign key, in the order of its columns', async () => {
    const uncovered: Uncovered[] = await database.dataSource.query(`
      SELECT k.relation::regclass::text AS table, k.conname AS name
      FROM (
        SELECT c.conrelid AS relation, c.conkey AS columns, c.conname, a.attname AS last
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[cardinality(c.conkey)]
        WHERE c.contype = 'f'
      ) k WHERE NOT ${INDEX_COVERS}`);
    expect(uncovered).toEqual([]);
  });

  it.each(CAROL_KINDS.filter((kind) => !kind.singleton))(
    'gives the rows of $name in the order of the archive',
    async (kind) => {
      const order = kind.order.map((key) => kind.fields.find((field) => field.key === key)?.column);
      const columns = ['user_id', ...(kind.parent ? [kind.parent.column] : []), ...order, 'id'];
      const found: { columns: string[] }[] = await database.dataSource.query(
        `SELECT array_agg(a.attname::text ORDER BY o.place) AS columns
         FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY o (attnum, place)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = o.attnum
         WHERE i.indrelid = $1::regclass AND i.indpred IS NULL GROUP BY i.indexrelid`,
        [kind.table],
      );
      expect(found.map((index) => index.columns)).toContainEqual(columns);
    },
  );
});

describe('Every foreign key of the domain', () => {
  it('leads to the user and goes with it, or leads to a row of the same user and can wait for the commit', async () => {
    const tables = CAROL_KINDS.map((kind) => kind.table);
    const keys: { shape: string; count: number }[] = await database.dataSource.query(
      `SELECT CASE WHEN confrelid = '"user"'::regclass THEN 'to the user' ELSE 'within the user' END
           || CASE confdeltype WHEN 'c' THEN ', cascades' WHEN 'a' THEN ', no action' ELSE ', something else' END
           || CASE WHEN condeferrable AND NOT condeferred THEN ', deferrable' ELSE '' END
           || CASE WHEN a.attname = 'user_id' AND f.attname IN ('user_id', 'id') THEN '' ELSE ', without user_id' END AS shape,
         count(*)::int AS count
       FROM pg_constraint c
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
       JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
       WHERE contype = 'f' AND conrelid = ANY ($1::text[]::regclass[]) GROUP BY 1 ORDER BY 1`,
      [tables],
    );
    expect(keys.map(({ shape }) => shape)).toEqual([
      'to the user, cascades',
      'within the user, no action, deferrable',
    ]);
    expect(keys[0]?.count).toBe(tables.length);
  });
});
