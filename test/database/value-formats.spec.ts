/** Values that have one spelling: what an archive says is what PostgreSQL prints, to the edges of each type's range. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { yamlNumber } from '../../src/portability/archive/value-formats.js';
import { resolvePlain } from '../../src/portability/archive/yaml/resolve-plain.js';
import { VALUE_FORMATS, type ValueFormat } from '../../src/portability/kinds.js';
import { inTransaction } from '../../src/portability/storage/transaction.js';
import { valueArbitrary } from '../../src/portability/testing/value-arbitraries.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

/** As PostgreSQL prints each, where it is taken; null where it is refused. */
async function printed(
  format: ValueFormat,
  texts: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const { column } = VALUE_FORMATS[format];
  const [value, shown] =
    format === 'binary'
      ? [`decode(t, 'base64')`, `translate(encode(v, 'base64'), E'\\n', '')`]
      : [`t::${column}`, 'v::text'];
  return inTransaction(dataSource, 'READ COMMITTED', async (transaction) => {
    const rows = await transaction.queryRows(
      `SELECT ${shown} FROM (SELECT ${value} AS v, n FROM unnest($1::text[]) WITH ORDINALITY AS given(t, n) OFFSET 0) q ORDER BY n`,
      [texts],
    );
    return rows.map(([text]) => text ?? undefined);
  });
}

const read = (format: ValueFormat, text: string): string | undefined => {
  const { isNumber, read: textOf } = VALUE_FORMATS[format];
  return textOf(text, isNumber ? resolvePlain(text) : 'str');
};

const FORMATS = Object.keys(VALUE_FORMATS) as readonly ValueFormat[];

it.each(FORMATS)('%s is printed by PostgreSQL as it is read from an archive', async (format) => {
  const { isNumber } = VALUE_FORMATS[format];
  await fc.assert(
    fc.asyncProperty(fc.array(valueArbitrary(format), { minLength: 50, maxLength: 200 }), async (texts) => {
      expect(await printed(format, texts)).toEqual(texts);
      expect(texts.map((text) => read(format, isNumber ? yamlNumber(text) : text))).toEqual(texts);
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

/** Spellings that people use, and PostgreSQL's own of the same. */
const OTHERS: Readonly<Record<ValueFormat, readonly string[]>> = {
  time: ['12:30:00.500', '00:00:00.000000', '24:00:00.0'],
  interval: ['P14M', 'P1W', 'PT90M', 'PT3600S', 'P0D', 'PT-0.5S', 'P1M-30DT-24H', 'PT1H-60M', 'P-13M', 'PT1.50S'],
  uuid: ['6F0C4D2E-8A51-4C3B-9D7E-2F1A0B3C4D5E'],
  binary: ['', 'AAEC'],
  double: ['1.50', '+1', '.5', '5.', '1E3', '100000000000000000000', '0.00001', '1e-320', '9007199254740993', '155021462947129980', '-0.0', '123456789.125'],
  real: ['0.1', '16777217', '57986592', '3.14159265', '1e-44', '999999.9', '1234567', '-0.0'],
  numeric: ['1e3', '1.5e-3', '007.10', '+4', '.5', '5.', '-0.00', '1.50e1', '0e5', '12e-2', '1e-16383'],
}; // prettier-ignore

it.each(FORMATS)('%s that is written otherwise is read as PostgreSQL prints it', async (format) => {
  const texts = OTHERS[format];
  expect(texts.map((text) => read(format, text))).toEqual(await printed(format, texts));
});

const REFUSED: Readonly<Record<ValueFormat, readonly string[]>> = {
  time: ['25:00:00', '12:60:00', '12:30', '24:00:00.1', '12:30:00+02', 'noon', '12:30:00.1234567', ''],
  interval: ['', 'P', 'PT', 'P1H', '1 day', 'P1.5D', 'PT1.1234567S', 'P2147483648D', 'P178956971Y', 'PT2562047789H'],
  uuid: ['', '6f0c4d2e', '{6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e}', '6f0c4d2e8a514c3b9d7e2f1a0b3c4d5e'],
  binary: ['A', 'AA', 'AB==', 'AA==\n', 'AA-_', '\\x00', 'AA== '],
  double: ['1e309', '1e-400', 'NaN', 'Infinity', 'one', '9'.repeat(1_201)],
  real: ['3.5e38', '1e-46', '1e39'],
  numeric: [`1${'0'.repeat(131_072)}`, '1e131072', '1e-16384', '1e999999', 'NaN', '1e9999999'],
}; // prettier-ignore

describe.each(FORMATS)('%s', (format) => {
  it.each(REFUSED[format])('is not %j', (text) => expect(read(format, text)).toBeUndefined());
});
