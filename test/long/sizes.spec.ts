/** What the tables hold comes back from an archive, however large it is; what an archive cannot hold is refused before its first byte. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { DEFAULT_LIMITS } from '../../src/portability/index.js';
import { MAX_JSON_DEPTH } from '../../src/portability/kinds.js';
import { kindsOf } from '../../src/portability/archive/area-text.js';
import { measureRows } from '../../src/portability/storage/row-sizes.js';
import { inTransaction } from '../../src/portability/storage/transaction.js';
import { type Graph, graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { readFiles } from '../support/archive-files.js';
import { nested } from '../support/boundary-values.js';
import { refusedExport } from '../support/refused-export.js';
import { readRows, sortedRows } from '../support/rows.js';
import { GRAPH } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const sql = (text: string, parameters: unknown[] = []): Promise<unknown> =>
  service.instance.dataSource.query(text, parameters);

const MiB = 1_048_576;
const ID = `gen_random_uuid()::text, $1`;

/** One person, with what the statements add; `$1` is the user. */
async function personWith(statements: readonly string[]): Promise<TestUser> {
  const user = await service.createUser();
  for (const statement of [
    `INSERT INTO person (id, user_id, given_name) VALUES (${ID}, 'Ada')`,
    ...statements,
  ])
    await sql(statement, [user.id]);
  return user;
}

/** Rows as numbers, made by SQL. */
const interactions = (count: number, summary: string): string =>
  `INSERT INTO person_interaction (id, user_id, person_id, occurred_at, channel, summary)
   SELECT ${ID}, person.id, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second', 'call', ${summary}
   FROM person, generate_series(1, ${count}) n WHERE user_id = $1`;
const customFields = (json: string): string =>
  `UPDATE person SET custom_fields = (${json}) WHERE user_id = $1`;
const text = (sign: string): string => `repeat(${sign}, ${MiB} / octet_length(${sign}))`;
/** Six texts in one row. */
const address = (sign: string): string =>
  `INSERT INTO person_address (id, user_id, person_id, ${['label', 'street', 'city', 'region', 'postal_code', 'country'].join()})
   SELECT ${ID}, id, ${Array(6).fill(text(sign)).join()} FROM person WHERE user_id = $1`;

/** By how much each is larger than anything should be. */
const EXTREMES: readonly (readonly [what: string, statements: readonly string[]])[] = [
  ['a person with 12,000 interactions', [interactions(12_000, `'What was said ' || n`)]],
  ['a person with 12 texts of 1 MiB', [interactions(12, text(`chr(96 + n)`))]],
  ['a row of six texts of 1 MiB, all escapes', [address('chr(1)')]],
  ['texts of line breaks alone', [interactions(2, text(String.raw`E'\n'`))]],
  ['texts of the shortest lines', [interactions(2, text(String.raw`E'a\n'`))]],
  ['texts of quotes', [interactions(2, text(`''''`)), interactions(2, text(`'"'' '`))]],
  ['texts of C1 controls, and of signs beyond them', [interactions(2, text('chr(133)')), interactions(2, text('chr(128512)'))]],
  ['JSON as deep as may be, and as long', [customFields(`'${nested(MAX_JSON_DEPTH - 1, '[', ']')}'::jsonb || jsonb_build_object('b', (SELECT jsonb_agg(n) FROM generate_series(1, 130000) n))`)]],
  ['JSON of many keys', [customFields(`SELECT jsonb_object_agg('<<' || n, jsonb_build_array(n, '{}'::jsonb)) FROM generate_series(1, 40000) n`)]],
  ['JSON of one long text', [customFields(`jsonb_build_object('a', repeat(chr(1), 170000))`)]],
  ['JSON in block style, as long as may be', [customFields(`jsonb_build_object('a', (SELECT jsonb_agg('[[[[[[1]]]]]]'::jsonb) FROM generate_series(1, 540)))`)]],
  ['a list as long as may be', [
    `INSERT INTO job (id, user_id, company) VALUES (${ID}, 'Acme')`,
    `INSERT INTO job_position (id, user_id, job_id, title, highlights) SELECT ${ID}, id, 'Engineer', array_fill('x'::text, ARRAY[${MiB} / 4 - 1]) FROM job WHERE user_id = $1`,
  ]],
  ['rows three levels deep, by thousands', [
    `INSERT INTO skill_section (id, user_id, name) VALUES (${ID}, 'Skills')`,
    `INSERT INTO skill (id, user_id, section_id, name) SELECT ${ID}, id, 'Go' FROM skill_section WHERE user_id = $1`,
    `INSERT INTO project (id, user_id, name) VALUES (${ID}, 'Engine')`,
    `INSERT INTO contribution (id, user_id, project_id, title) SELECT ${ID}, id, repeat('n', 400) FROM project, generate_series(1, 1500) n WHERE user_id = $1`,
    `INSERT INTO contribution_skill (id, user_id, contribution_id, skill_id) SELECT ${ID}, contribution.id, skill.id FROM contribution JOIN skill USING (user_id), generate_series(1, 5) WHERE user_id = $1`,
  ]],
]; // prettier-ignore

/** A digest for each table of what the user has. */
async function digests(user: TestUser): Promise<unknown> {
  const queries = CAROL_KINDS.map(({ name, table, parent, fields }) => {
    const columns = ['id', ...(parent ? [parent.column] : []), ...fields.map(({ column }) => column)];
    return `SELECT '${name}' AS kind, md5(coalesce(string_agg(md5(ROW(${columns.map((column) => `"${column}"`).join()})::text), '' ORDER BY id), '')) AS digest FROM "${table}" WHERE user_id = $1`;
  });
  return sql(queries.join(' UNION ALL '), [user.id]);
}

const remove = (user: TestUser): Promise<unknown> => sql('DELETE FROM "user" WHERE id = $1', [user.id]);

/** Exports, and holds each area file against what was said of it beforehand. */
async function exportWithinBounds(user: TestUser): Promise<Buffer> {
  const measured = await inTransaction(service.instance.dataSource, 'REPEATABLE READ', (transaction) =>
    measureRows(transaction, { graph: GRAPH, userId: user.id, limits: DEFAULT_LIMITS }),
  );
  const archive = await service.export(user);
  const files = await readFiles(archive);
  for (const area of GRAPH.areas) {
    const bound = kindsOf(GRAPH, area).reduce((all, kind) => all + (measured.get(kind)?.bytes ?? 0), 0);
    expect(files.get(area.file)?.length).toBeLessThanOrEqual(bound + 1_024);
  }
  return archive;
}

describe('An account with', () => {
  it.each(EXTREMES)('%s comes back as it was', async (_, statements) => {
    const user = await personWith(statements);
    const before = await digests(user);
    const archive = await exportWithinBounds(user);
    await remove(user);
    const other = await service.createUser();
    expect(await service.import(other, archive, 'replace')).toMatchObject({ status: 200 });
    expect(await digests(other)).toEqual(before);
    await remove(other);
  });

  /** A text that is long, of one sign or of a few. */
  const longText = fc
    .tuple(fc.constantFrom('a', '\n', 'a\n', ' ', '\t', "'", '"', '\\', '\u0001', '\u0085', '\ufeff', 'é', '😀', ': ', '- x\n', '# '), fc.integer({ min: 1, max: 100_000 }))
    .map(([sign, bytes]) => sign.repeat(Math.ceil(bytes / Buffer.byteLength(sign)))); // prettier-ignore
  /** The graph with some of its texts and JSON replaced. */
  function withLong(graph: Graph, texts: readonly string[], start: number): Graph {
    let nth = start;
    const rows = Object.entries(graph.rows).map(([name, list]) => {
      const { fields, blob } = GRAPH.kind(name);
      // Of a file the bytes have the last word.
      const types = new Map(blob ? [] : fields.map((field) => [field.key, field.type]));
      return [
        name,
        list.map((row) => ({
          ...row,
          values: Object.fromEntries(
            Object.entries(row.values).map(([key, value]) => {
              const isText = ['text', 'markdown'].includes(types.get(key) ?? '');
              return [key, isText && nth++ % 5 === 0 ? (texts[nth % texts.length] ?? value) : value];
            }),
          ),
        })),
      ];
    });
    return { ...graph, rows: Object.fromEntries(rows) as Graph['rows'] };
  }

  it('any rows, some of whose texts are long, comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphArbitrary(CAROL_KINDS, { maxRows: 3 }),
        fc.array(longText, { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        async (graph, texts, start) => {
          const rows = withLong(graph, texts, start);
          const [user, other] = [await userWith(service, rows), await service.createUser()];
          try {
            const archive = await exportWithinBounds(user);
            await remove(user);
            expect(await service.import(other, archive, 'replace')).toMatchObject({ status: 200 });
            expect(await readRows(service.instance.dataSource, other.id)).toEqual(sortedRows(rows));
          } finally {
            await remove(user);
            await remove(other);
          }
        },
      ),
      { numRuns: 6 },
    );
  });
});

it('A row with 200,000 rows in it, 60 MB of YAML, is read in 32 MB of memory', async () => {
  const program = fileURLToPath(new URL('../support/read-long-entry.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=32',
    program,
    '200000',
  ]);
  expect(Number(stdout)).toBe(200_000);
});

describe('An export of what no import would take', () => {
  /** As rows may be that are older than a CHECK. */
  async function unchecked(constraint: string, work: () => Promise<void>): Promise<void> {
    const [{ definition }] = (await sql(
      `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1`,
      [constraint],
    )) as [{ readonly definition: string }];
    const table = constraint.split('_custom_fields_')[0];
    await sql(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);
    try {
      await work();
    } finally {
      await sql(
        `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition.replace(' NOT VALID', '')} NOT VALID`,
      );
    }
  }

  it.each([
    ['one level too deep', nested(MAX_JSON_DEPTH + 1, '[', ']')],
    ['thousands of levels too deep', nested(5_000, '{"a": ', '}')],
  ])('is refused before its first byte, with the row: JSON %s', async (_, json) => {
    const user = await personWith([]);
    const id = randomUUID();
    await unchecked('person_custom_fields_depth_check', async () => {
      await sql(`INSERT INTO person (id, user_id, given_name, custom_fields) VALUES ($1, $2, 'Grace', $3::jsonb)`, [id, user.id, json]);
      const body = await refusedExport(service, user);
      expect(body).toMatchObject({ status: 413, limit: 'depth', maximum: MAX_JSON_DEPTH, rows: [{ kind: 'people', id }] });
      expect(body.detail).toContain(id);
    });
    // What is put right is exported.
    await sql(`UPDATE person SET custom_fields = '{}' WHERE id = $1`, [id]);
    await service.export(user);
    await remove(user);
  }); // prettier-ignore
});
