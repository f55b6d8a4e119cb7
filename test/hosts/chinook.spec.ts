/** A published schema with numbers for ids, children without an owner, and a catalogue that is nobody's: the laws, and what a customer sees. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { subjectOf } from '../../src/portability/testing/host.js';
import { describePortability } from '../../src/portability/testing.js';
import { CHINOOK, CHINOOK_KINDS } from '../support/chinook.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';

let host: ShapeHost;
beforeAll(async () => {
  host = await startHost({ instance: 'chinook', own: { tables: CHINOOK, kinds: CHINOOK_KINDS } });
});
afterAll(() => host?.close());

async function createCustomer(): Promise<string> {
  const [row] = await host.dataSource.query<[{ id: number }]>(
    "INSERT INTO customer (first_name, last_name, email) VALUES ('Leonie', 'Köhler', 'leonekohler@surfeu.de') RETURNING customer_id AS id",
  );
  return String(row.id);
}

describe('Chinook', () => {
  describePortability({ describe, it }, () => ({ app: host.app, createUser: createCustomer }), { runs: 2 });
});

it('gives a customer of Chinook the invoices back, under their numbers, and nobody else’s', async () => {
  const [mine, other] = [await createCustomer(), await createCustomer()];
  const { dataSource } = host;
  for (const customer of [other, mine])
    await dataSource.query(
      `WITH i AS (INSERT INTO invoice (customer_id, invoice_date, billing_country, total) VALUES (${customer}, '2026-01-01', 'Germany', 1.98) RETURNING invoice_id)
       INSERT INTO invoice_line (invoice_id, track_id, unit_price, quantity) SELECT invoice_id, 2, 0.99, 2 FROM i`,
    );
  const all = 'SELECT * FROM invoice JOIN invoice_line USING (invoice_id) ORDER BY invoice_line_id';
  const before = await dataSource.query<readonly unknown[]>(all);
  const subject = subjectOf({ app: host.app, createUser: createCustomer });
  const archive = await subject.export(mine);
  await dataSource.query(
    `DELETE FROM invoice_line WHERE invoice_id IN (SELECT invoice_id FROM invoice WHERE customer_id = ${mine})`,
  );
  await dataSource.query(`DELETE FROM invoice WHERE customer_id = ${mine}`);
  const { effects } = await subject.import(mine, archive, 'replace');
  expect(effects).toMatchObject({ invoices: { create: 1 }, lines: { create: 1 } });
  expect(await dataSource.query(all)).toEqual(before);
});
