/** Every table and column is archived or left out with a reason, and the tables are what kinds and entities say. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { CAROL_ENTITIES } from '../../src/carol/entities/index.js';
import { CAROL_KINDS, NEVER_ARCHIVED } from '../../src/carol/kinds/index.js';
import { createDataSource, migrate } from '../../src/database/data-source.js';
import { classify, readTables, type Tables } from '../support/classification.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let dataSource: DataSource;
let tables: Tables;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, {
    entities: [...CAROL_ENTITIES],
    migrations: [...MIGRATIONS],
  }).initialize();
  tables = await readTables(dataSource);
});

afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

/** What a change to the tables would make the classification say; the change is rolled back. */
async function complaintsAfter(...statements: readonly string[]): Promise<readonly string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    for (const statement of statements) await runner.query(statement);
    return classify(await readTables(runner), CAROL_KINDS, NEVER_ARCHIVED);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

describe('Every table and column', () => {
  it('is archived, or left out with a reason, and as its kind declares it', () => {
    expect(classify(tables, CAROL_KINDS, NEVER_ARCHIVED)).toEqual([]);
  });

  it('has a reason where it is left out', () => {
    const reasons = [NEVER_ARCHIVED, ...CAROL_KINDS.map((kind) => kind.omitted)].flatMap((list) =>
      Object.values(list),
    );
    expect(reasons.filter((reason) => reason.trim().length < 10)).toEqual([]);
  });
});

describe('The classification complains', () => {
  it.each([
    [
      'a new table',
      'CREATE TABLE pet (id text)',
      'pet is neither archived nor left out with a reason: declare a kind of it in src/carol/kinds, or add it to NEVER_ARCHIVED in src/carol/kinds/index.ts',
    ],
    [
      'a new column',
      'ALTER TABLE person ADD shoe_size integer',
      'person.shoe_size is neither archived nor left out with a reason: add it to src/carol/kinds/people.kind.ts, as a field or under omitted',
    ],
    [
      'a new column of a nested table',
      'ALTER TABLE contribution_skill ADD weight integer',
      'contribution_skill.weight is neither archived nor left out with a reason: add it to src/carol/kinds/projects.kind.ts, as a field or under omitted',
    ],
    [
      'a column that is gone',
      'ALTER TABLE person DROP how_we_met',
      'person.how_we_met is declared in src/carol/kinds/people.kind.ts, but the table has no such column',
    ],
    [
      'a generated column that is gone, although it was left out',
      'ALTER TABLE note DROP subject_job_id',
      'note.subject_job_id is declared in src/carol/kinds/notes.kind.ts, but the table has no such column',
    ],
    [
      'another type',
      'ALTER TABLE skill ALTER years TYPE numeric(5,2)',
      'skill.years is numeric(5,2), but src/carol/kinds/skills.kind.ts makes it numeric(4,1)',
    ],
    [
      'another nullability',
      'ALTER TABLE person ALTER given_name DROP NOT NULL',
      'person.given_name may be null, but src/carol/kinds/people.kind.ts says that it may not',
    ],
    [
      'another default',
      `ALTER TABLE project ALTER status SET DEFAULT 'paused'`,
      `project.status has another default than src/carol/kinds/projects.kind.ts says: 'paused'::text`,
    ],
    [
      'a table that is gone',
      'DROP TABLE person_tag',
      'person_tag is declared in src/carol/kinds/people.kind.ts, but there is no such table',
    ],
    [
      'a never archived table that is gone',
      'DROP TABLE user_setting',
      'user_setting is in NEVER_ARCHIVED in src/carol/kinds/index.ts, but there is no such table',
    ],
  ])('of %s', async (_, statement, complaint) => {
    expect(await complaintsAfter(statement)).toEqual([complaint]);
  });

  it('of a table that is archived and never archived', () => {
    expect(classify(tables, CAROL_KINDS, { ...NEVER_ARCHIVED, person: 'No reason at all.' })).toEqual([
      'person is archived by src/carol/kinds/people.kind.ts and in NEVER_ARCHIVED in src/carol/kinds/index.ts: decide',
    ]);
  });
});

describe('The entities', () => {
  it('are one per kind', () => {
    const named = dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();
    expect(named).toEqual(CAROL_KINDS.map((kind) => kind.table).sort());
  });

  it('have the columns of their tables, with the same types, nullability and defaults', () => {
    for (const entity of dataSource.entityMetadatas) {
      const columns = Object.fromEntries(
        entity.columns.map((column) => {
          const type = dataSource.driver.normalizeType(column);
          const size =
            column.precision === undefined || column.precision === null
              ? ''
              : `(${column.precision},${column.scale})`;
          return [
            column.databaseName,
            {
              type: `${type}${size}${column.isArray ? '[]' : ''}`,
              nullable: column.isNullable,
              default: defaultOf(column),
            },
          ];
        }),
      );
      const expected = [...(tables.get(entity.tableName) ?? new Map())].map(([name, column]) => [
        name,
        { type: column.type, nullable: column.nullable, default: column.default?.replace(/::.*$/, '') },
      ]);
      expect({ [entity.tableName]: columns }).toEqual({ [entity.tableName]: Object.fromEntries(expected) });
    }
  });

  const defaultOf = ({ default: value }: { default?: unknown }): unknown => {
    if (value === undefined) return undefined;
    if (typeof value === 'function') return value();
    return typeof value === 'string' ? `'${value}'` : String(value);
  };
});

describe('The migrations', () => {
  it('go up, down and up again', async () => {
    const own = await createTestDatabase();
    const source = await createDataSource(own.url, { migrations: [...MIGRATIONS] }).initialize();
    try {
      for (const _ of MIGRATIONS) await source.undoLastMigration();
      expect([...(await readTables(source)).keys()]).toEqual(['migrations']);
      expect(await migrate(source)).toHaveLength(MIGRATIONS.length);
      expect(await readTables(source)).toEqual(tables);
    } finally {
      await source.destroy();
      await own.drop();
    }
  });
});
