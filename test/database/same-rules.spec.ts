/** What a table takes, an import takes, and the other way round: every field of every kind, at and beyond its edges. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../migrations/index.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { createDataSource, migrate } from '../../src/database/data-source.js';
import { type Kind, MAX_JSON_DEPTH } from '../../src/portability/kinds.js';
import { nested, withTokens } from '../support/boundary-values.js';
import type { FieldValue } from '../../src/portability/testing/field-arbitraries.js';
import { createTestDatabase } from '../support/postgres.js';
import { insertRows, insertUser, readRows, sortedRows, type Queryable } from '../support/rows.js';
import {
  cloneRow,
  GRAPH,
  MANIFEST,
  packTexts,
  rowIn,
  sampleGraph,
  textsOf,
  treesOf,
} from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { undoFrom } from '../support/undo-migrations.js';
import { graph, grouped, model, others, type Trial, trialsOf } from './trials.js';

let service: TestService;
let user: TestUser;

beforeAll(async () => {
  service = await startTestService();
  user = await userWith(service, graph);
  await userWith(service, others);
});
afterAll(() => service?.close());

/** The trials of which the value was taken and is there. */
type Held = ReadonlySet<Trial>;

/** Whether the value of a trial is in its row, as it is meant. */
async function isThere(database: Queryable, kind: Kind, trials: readonly Trial[]): Promise<Held> {
  const rows = new Map((await readRows(database, user.id, [kind]))[kind.name]?.map((row) => [row.id, row]));
  return new Set(
    trials.filter(({ id, field, means }) => {
      const found = rows.get(id)?.values[field.key];
      return found !== undefined && JSON.stringify(found) === JSON.stringify(means);
    }),
  );
}

/** What the table takes, each in an INSERT of its own. Nothing stays. */
async function takenByTable(kind: Kind, trials: readonly Trial[]): Promise<Held> {
  const runner = service.instance.dataSource.createQueryRunner();
  const held = new Set<Trial>();
  await runner.startTransaction();
  try {
    if (kind.singleton) {
      for (const each of [...GRAPH.childrenOf(kind), kind])
        await runner.query(`DELETE FROM "${each.table}" WHERE user_id = $1`, [user.id]);
    }
    await runner.query('SAVEPOINT before');
    for (const trial of trials) {
      const row = model(kind);
      const values = { ...row.values, [trial.field.key]: trial.sql as FieldValue };
      const inserted = await insertRows(runner, user.id, kind, [{ ...row, id: trial.id, values }]).then(
        () => true,
        () => false,
      );
      if (inserted) for (const each of await isThere(runner, kind, [trial])) held.add(each);
      await runner.query('ROLLBACK TO SAVEPOINT before');
    }
    return held;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** An archive of everything that the user has, with a row for each trial; and the text that the rows stand in. */
async function archiveWith(
  kind: Kind,
  trials: readonly Trial[],
): Promise<readonly [archive: Buffer, text: string]> {
  const trees = treesOf(graph);
  for (const { id, field, archived } of trials) {
    const row = kind.singleton ? rowIn(trees, graph, kind.name) : cloneRow(trees, graph, kind.name, id)[0];
    row[field.key] = archived;
  }
  const missing = kind.blob ? trials.map(({ id }) => id) : [];
  const texts = Object.fromEntries(
    Object.entries(textsOf(trees)).map(([file, text]) => [file, withTokens(text)]),
  );
  const manifest = `${MANIFEST}missing: ${JSON.stringify(missing)}\n`;
  const archive = await packTexts({ 'manifest.yaml': manifest, ...texts }, graph.files);
  return [archive, texts[`${kind.area}.yaml`] ?? ''];
}

/** The trial whose value or row a line of the area file is in: the nearest above of which the row, or of a singleton the key, begins. */
function trialAt(kind: Kind, trials: readonly Trial[], lines: readonly string[], line: number): Trial {
  const byName = new Map(trials.map((trial) => [kind.singleton ? trial.field.key : trial.id, trial]));
  for (let at = line - 1; at >= 0; at--) {
    const found = byName.get(/^ *"([^"]+)": /.exec(lines[at] ?? '')?.[1] ?? '');
    if (found) return found;
  }
  throw new Error(`Line ${line} of ${kind.area}.yaml is in none of the rows`);
}

/** The trials that a preview has nothing against. It looks at references only once every file can be read, so it is asked again. */
async function unopposed(kind: Kind, trials: readonly Trial[]): Promise<readonly Trial[]> {
  if (trials.length === 0) return [];
  const [archive, text] = await archiveWith(kind, trials);
  const { body } = await service.preview(user, archive);
  if (body.valid) return trials;
  const lines = text.split('\n');
  const refused = new Set(body.errors.map(({ line }) => trialAt(kind, trials, lines, line)));
  return unopposed(
    kind,
    trials.filter((trial) => !refused.has(trial)),
  );
}

/**
 * What an import takes: what is imported, and is there in the table.
 * @param expected what the table takes: imported without a preview first, and looked at one by one only where that fails
 */
async function takenByImport(kind: Kind, trials: readonly Trial[], expected: Held): Promise<Held> {
  const held = new Set<Trial>();
  const tryAll = async (group: readonly Trial[]): Promise<boolean> => {
    if (group.length === 0) return true;
    const { status } = await service.import(user, (await archiveWith(kind, group))[0], 'merge');
    if (status !== 200) return false;
    const { dataSource } = service.instance;
    for (const each of await isThere(dataSource, kind, group)) held.add(each);
    if (kind.singleton) return true;
    const ids = group.map(({ id }) => id);
    await dataSource.query(`DELETE FROM "${kind.table}" WHERE id = ANY ($1)`, [ids]);
    return true;
  };
  const isExpected = (trial: Trial): boolean => expected.has(trial);
  for (const group of grouped(kind, trials.filter(isExpected)))
    if (!(await tryAll(group))) await tryAll(await unopposed(kind, group));
  // What the table refuses, a preview refuses before the table is asked: an import would break on it.
  const unexpected = trials.filter((trial) => !isExpected(trial));
  for (const group of grouped(kind, unexpected))
    for (const trial of await unopposed(kind, group)) held.add(trial);
  return held;
}

/** All fields of a kind at once: an import has much to do besides looking at the values. */
const comparisons = new Map<
  Kind,
  Promise<readonly [trials: readonly Trial[], table: Held, byImport: Held]>
>();

function compare(kind: Kind): Promise<readonly [readonly Trial[], Held, Held]> {
  let comparison = comparisons.get(kind);
  if (!comparison) {
    const trials = kind.fields.flatMap((field) => trialsOf(kind, field));
    comparison = takenByTable(kind, trials).then(
      async (table) => [trials, table, await takenByImport(kind, trials, table)] as const,
    );
    comparisons.set(kind, comparison);
  }
  return comparison;
}

const FIELDS = CAROL_KINDS.flatMap((kind) =>
  kind.fields.map((field) => [kind.name, field.key, kind, field] as const),
);

describe('A table and an import take the same values', () => {
  it.each(FIELDS)('of %s.%s', async (_kind, _key, kind, field) => {
    const [all, table, byImport] = await compare(kind);
    const trials = all.filter((trial) => trial.field === field);
    const said = (by: Held) =>
      Object.fromEntries(trials.map((trial) => [trial.name, by.has(trial) ? 'taken' : 'refused']));
    expect(said(byImport)).toEqual(said(table));
    // Otherwise nothing was compared.
    expect(Object.values(said(table))).toEqual(expect.arrayContaining(['taken']));
  });
});

it('What contradicts itself, and what is at the edge, comes back from an archive as it was', async () => {
  const data = sampleGraph();
  const edges: Readonly<Record<string, FieldValue>> = {
    start: '2024-05-31',
    end: '2019',
    createdAt: '9999-12-31T23:59:59.999999Z',
    updatedAt: '0001-01-01T00:00:00Z',
    highlights: [' '.repeat(1_048_576 - '{""}'.length)],
    customFields: nested(MAX_JSON_DEPTH, '[', ']'),
  };
  const rows = Object.fromEntries(
    Object.entries(data.rows).map(([name, list]) => [
      name,
      list.map((row) => ({
        ...row,
        values: Object.fromEntries(
          Object.entries(row.values).map(([key, value]) => [key, edges[key] ?? value]),
        ),
      })),
    ]),
  );
  const owner = await userWith(service, { ...data, rows });
  const archive = await service.export(owner);
  await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
  const importer = await service.createUser();
  expect((await service.import(importer, archive, 'replace')).status).toBe(200);
  expect(await readRows(service.instance.dataSource, importer.id)).toEqual(sortedRows({ rows }));
});

it('A row that breaks a rule made later does not stop the migration, and no other row may break it', async () => {
  const old = await createTestDatabase();
  const source = await createDataSource(old.url, { migrations: [...MIGRATIONS] }).initialize();
  try {
    const undone = await undoFrom(source, 'SameRules1767226000000');
    const owner = await insertUser(source);
    const add = (depth: number): Promise<unknown> =>
      source.query(
        `INSERT INTO person (id, user_id, given_name, custom_fields) VALUES (gen_random_uuid(), $1, 'Ada', $2::jsonb)`,
        [owner, nested(depth, '[', ']')],
      );
    await add(MAX_JSON_DEPTH + 1);
    expect(await migrate(source)).toHaveLength(undone);
    await expect(add(MAX_JSON_DEPTH + 1)).rejects.toMatchObject({
      driverError: { code: '23514', constraint: 'person_custom_fields_depth_check' },
    });
    await add(MAX_JSON_DEPTH);
    expect(await source.query('SELECT count(*)::int FROM person')).toEqual([{ count: 2 }]);
  } finally {
    await source.destroy();
    await old.drop();
  }
});
