/** The tables refuse what no archive may hold, whatever the code above them does, and nothing more. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueryRunner } from 'typeorm';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { fieldOf } from '../../src/portability/archive/define-kind.js';
import { isValidText } from '../../src/portability/archive/values.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { openTestDatabase, type OpenDatabase } from '../support/postgres.js';
import { insertUser, seedGraph } from '../support/rows.js';

let database: OpenDatabase;
let runner: QueryRunner;

const CHECK = '23514';
/** invalid_text_representation: the cast in the check. */
const NOT_A_UUID = '22P02';
const NOT_NULL = '23502';
const UNIQUE = '23505';

beforeAll(async () => {
  database = await openTestDatabase();
  runner = database.dataSource.createQueryRunner();
  const [graph] = fc.sample(graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 1 }), { seed: 1, numRuns: 1 });
  if (!graph) throw new Error('No sample');
  await seedGraph(runner, await insertUser(runner), graph);
});

afterAll(async () => {
  await runner?.release();
  await database?.close();
});

/** The SQLSTATE with which the table refuses the value in all its rows; undefined where it takes it. Nothing stays. */
async function refusal(
  table: string,
  column: string,
  value: string,
  ...parameters: unknown[]
): Promise<unknown> {
  await runner.startTransaction();
  try {
    await runner.query(`UPDATE "${table}" SET "${column}" = ${value}`, parameters);
    return undefined;
  } catch (error) {
    return (error as { driverError: { code: string } }).driverError.code;
  } finally {
    await runner.rollbackTransaction();
  }
}

const MIB = 1_048_576;

describe('A table', () => {
  it.each([
    ['person', 'id', `upper('a4b0c1d2-0000-4000-8000-000000000000')`, CHECK],
    ['person', 'id', `'not a UUID'`, NOT_A_UUID],
    ['person', 'id', `replace(gen_random_uuid()::text, '-', '')`, CHECK],
    ['person', 'given_name', 'NULL', NOT_NULL],
    ['person', 'given_name', `repeat('x', ${MIB + 1})`, CHECK],
    ['note', 'body', `repeat('é', ${MIB / 2}) || 'x'`, CHECK],
    ['person', 'custom_fields', `'[]'`, CHECK],
    ['person', 'custom_fields', `'"text"'`, CHECK],
    ['person', 'custom_fields', `'null'`, CHECK],
    ['person', 'custom_fields', `jsonb_build_object('a', repeat('x', ${MIB}))`, CHECK],
    ['job_position', 'highlights', `ARRAY['a', NULL]`, CHECK],
    ['job_position', 'highlights', `ARRAY[['a'], ['b']]`, CHECK],
    ['job_position', 'highlights', `'[2:3]={a,b}'`, CHECK],
    ['job_position', 'highlights', `array_fill('x'::text, ARRAY[${MIB / 4}])`, CHECK],
    ['job_position', 'position', '-1', CHECK],
    ['skill', 'level', `'Expert'`, CHECK],
    ['skill', 'years', `'NaN'`, CHECK],
    ['person_contact', 'kind', `'fax'`, CHECK],
    ['profile', 'birth_date', `'infinity'`, CHECK],
    ['profile', 'birth_date', `'0001-12-31 BC'`, CHECK],
    ['profile', 'birth_date', `'10000-01-01'`, CHECK],
    ['person_interaction', 'occurred_at', `'-infinity'`, CHECK],
    ['person_interaction', 'occurred_at', `'10000-01-01T00:00:00Z'`, CHECK],
    ['person', 'created_at', `'infinity'`, CHECK],
    ['media', 'byte_size', '-1', CHECK],
    ['media', 'byte_size', '9007199254740992', CHECK],
    ['media', 'sha256', 'upper(sha256)', CHECK],
    ['media', 'sha256', 'left(sha256, 63)', CHECK],
    ['media', 'blob_key', `'somebody-else/' || sha256`, CHECK],
    ['organization', 'parent_id', 'id', CHECK],
    ['note', 'subject_type', `CASE WHEN subject_type IS NULL THEN 'person' END`, CHECK],
    ['note', 'subject_type', `'media'`, CHECK],
  ])('refuses %s.%s = %s', async (table, column, value, code) => {
    expect(await refusal(table, column, value)).toBe(code);
  });

  it.each([
    ['note', 'body', `repeat('é', ${MIB / 2})`],
    ['person', 'given_name', `''`],
    ['person', 'custom_fields', `jsonb_build_object('a', repeat('x', ${MIB - 9}))`],
    ['job_position', 'highlights', `'{}'`],
    ['job_position', 'position', '2147483647'],
    ['skill', 'years', '-999.9'],
    ['profile', 'birth_date', `'0001-01-01'`],
    ['person', 'created_at', `'9999-12-31T23:59:59.999999Z'`],
    ['media', 'byte_size', '9007199254740991'],
  ])('takes %s.%s = %s', async (table, column, value) => {
    expect(await refusal(table, column, value)).toBeUndefined();
  });

  it('holds one profile for a user', async () => {
    await expect(
      runner.query(
        `INSERT INTO profile (id, user_id, full_name) SELECT gen_random_uuid(), user_id, 'x' FROM profile`,
      ),
    ).rejects.toMatchObject({ driverError: { code: UNIQUE } });
  });

  it('keeps microseconds', async () => {
    await runner.startTransaction();
    try {
      await runner.query(`UPDATE person SET updated_at = '2026-01-02T03:04:05.123456Z'`);
      expect(
        await runner.query('SELECT (extract(microseconds FROM updated_at))::int AS micros FROM person'),
      ).toEqual([{ micros: 5_123_456 }]);
    } finally {
      await runner.rollbackTransaction();
    }
  });
});

describe('A partial date', () => {
  const birthday = fieldOf(
    CAROL_KINDS.find((kind) => kind.name === 'people')!,
    'birthday',
  );
  const digits = (width: number, most: number) =>
    fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(width, '0'));
  const year = fc.oneof(fc.constantFrom('0000', '1900', '2000', '2024', '2100', '-'), digits(4, 9999));
  const nearlyPartialDate = fc
    .tuple(
      year,
      fc.option(digits(2, 13)),
      fc.option(fc.oneof(fc.constantFrom('28', '29', '30', '31'), digits(2, 32))),
      fc.constantFrom('', '', '', '\n', ' '),
    )
    .map(([first, month, day, end]) => [first, month, day].filter((part) => part !== null).join('-') + end);

  it('is taken by the table exactly where an archive may hold it', async () => {
    await fc.assert(
      fc.asyncProperty(nearlyPartialDate, async (text) => {
        expect(await refusal('person', 'birthday', '$1', text)).toBe(
          isValidText(birthday, text) ? undefined : CHECK,
        );
      }),
      {
        numRuns: 300,
        examples: [
          ['2023-02-29'],
          ['2024-02-29'],
          ['1900-02-29'],
          ['--02-29'],
          ['--02-30'],
          ['0000'],
          ['٢٠١٩'],
          [''],
        ],
      },
    );
  });
});
