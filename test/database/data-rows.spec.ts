/** Rows as they came are those that the driver makes texts of; what else a server says goes to the driver. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { textAt } from '../../src/portability/archive/packed-row.js';
import { endOfMessage, ROW_HEADER_BYTES, type DataRows } from '../../src/portability/storage/data-rows.js';
import { inTransaction } from '../../src/portability/storage/transaction.js';
import { openTestDatabase, type OpenDatabase } from '../support/postgres.js';

let database: OpenDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database?.close());

function textsOf({ bytes, count }: DataRows): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = [];
  for (let at = 0; at < bytes.length; at = endOfMessage(bytes, at)) {
    const row: (string | null)[] = [];
    for (let next = at + ROW_HEADER_BYTES; next < endOfMessage(bytes, at);) {
      const { text, end } = textAt(bytes, next);
      row.push(text);
      next = end;
    }
    rows.push(row);
  }
  expect(rows).toHaveLength(count);
  return rows;
}

it.each([
  ['none', 'SELECT 1 WHERE false'],
  ['few', `SELECT 1, NULL, '', 'é東京😀', now(), true, '{a,b}'::text[], '{"a": 1.50}'::jsonb`],
  ['many', `SELECT n, repeat('x', n % 50) FROM generate_series(1, 20000) n`],
  ['long', `SELECT n, repeat('é', 700000) FROM generate_series(1, 3) n`],
  ['without a column', 'SELECT FROM generate_series(1, 3)'],
])('are the same: %s', async (_, sql) => {
  await inTransaction(database.dataSource, 'REPEATABLE READ READ ONLY', async (transaction) => {
    expect(textsOf(await transaction.readRows(sql))).toEqual(await transaction.queryRows(sql));
  });
});

it('leave an error, a notice and whatever is asked beside them to the driver', async () => {
  await inTransaction(database.dataSource, 'REPEATABLE READ READ ONLY', async (transaction) => {
    const [rows, texts, , others] = await Promise.all([
      transaction.readRows('SELECT n FROM generate_series(1, 3000) n'),
      transaction.queryRows('SELECT 1'),
      transaction.query(`DO $$ BEGIN RAISE WARNING 'careful'; END $$`),
      transaction.readRows('SELECT 2'),
    ]);
    expect([rows.count, texts, textsOf(others)]).toEqual([3000, [['1']], [['2']]]);
    await transaction.query('SAVEPOINT before');
    await expect(
      transaction.readRows('SELECT 10 / (5000 - n) FROM generate_series(1, 9000) n'),
    ).rejects.toMatchObject({ code: '22012' });
    await transaction.query('ROLLBACK TO before');
    expect(textsOf(await transaction.readRows('SELECT 3'))).toEqual([['3']]);
  });
});
