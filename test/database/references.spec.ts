/** The database itself keeps the users apart: no reference crosses two of them, and a user goes with all and only their rows. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueryRunner } from 'typeorm';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { type Kind, type LinkField, linkFields, targetsOf } from '../../src/portability/kinds.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import { graphArbitrary, type Graph, type GraphRow } from '../../src/portability/testing/graph-arbitrary.js';
import { openTestDatabase, type OpenDatabase } from '../support/postgres.js';
import { insertUser, readRows, seedGraph, sortedRows } from '../support/rows.js';

const GRAPH = CAROL_GRAPH;

/** Data with rows of every kind; another seed, other data. */
function sampleGraph(seed: number): Graph {
  const [graph] = fc.sample(graphArbitrary(CAROL_KINDS, { minRows: 2 }), { seed, numRuns: 1 });
  if (!graph) throw new Error('No sample');
  return graph;
}

let database: OpenDatabase;
let other: Graph;
let otherId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  other = sampleGraph(1);
  otherId = await insertUser(database.dataSource);
  await seedGraph(database.dataSource, otherId, other);
});

afterAll(() => database?.close());

async function rolledBack(work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await work(runner);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

/** One way for a row to refer to another: its parent, or a link to one of the kinds that it may lead to. */
interface Reference {
  readonly name: string;
  readonly kind: Kind;
  readonly target: string;
  readonly constraint: string;
  lead(row: GraphRow, id: string): GraphRow;
}

const REFERENCES: readonly Reference[] = CAROL_KINDS.flatMap((kind) => [
  ...(kind.parent ? [parentReference(kind, kind.parent)] : []),
  ...linkFields(kind).flatMap((field) =>
    targetsOf(field, GRAPH.blobKind).map((target) => linkReference(kind, field, target)),
  ),
]);

function parentReference(kind: Kind, parent: NonNullable<Kind['parent']>): Reference {
  return {
    name: `${kind.table}.${parent.column}`,
    kind,
    target: parent.kind,
    constraint: `${kind.table}_user_id_${parent.column}_fkey`,
    lead: (row, id) => ({ ...row, parentId: id }),
  };
}

function linkReference(kind: Kind, field: LinkField, target: string): Reference {
  const polymorphic =
    field.type === 'reference' && typeof field.target !== 'string' ? field.target : undefined;
  const type = Object.entries(polymorphic?.kinds ?? {}).find(([, name]) => name === target)?.[0];
  const column = type === undefined ? field.column : `subject_${type}_id`;
  return {
    name: `${kind.table}.${field.column} to ${target}`,
    kind,
    target,
    constraint: `${kind.table}_user_id_${column}_fkey`,
    lead: (row, id) => ({
      ...row,
      values: { ...row.values, [field.key]: id, ...(polymorphic && type ? { [polymorphic.by]: type } : {}) },
    }),
  };
}

/** The graph with its first row of the kind led elsewhere. */
const led = (graph: Graph, { kind, lead }: Reference, id: string): Graph => ({
  ...graph,
  rows: {
    ...graph.rows,
    [kind.name]: (graph.rows[kind.name] ?? []).map((row, index) => (index === 0 ? lead(row, id) : row)),
  },
});

const firstId = (graph: Graph, kind: string): string => {
  const id = graph.rows[kind]?.[0]?.id;
  if (id === undefined) throw new Error(`No row of ${kind}`);
  return id;
};

describe('A reference', () => {
  it.each(REFERENCES)('$name is refused when it leads to a row of another user', async (reference) => {
    const foreign = led(sampleGraph(2), reference, firstId(other, reference.target));
    await rolledBack(async (runner) => {
      const userId = await insertUser(runner);
      await expect(seedGraph(runner, userId, foreign)).rejects.toMatchObject({
        driverError: { code: '23503', constraint: reference.constraint },
      });
    });
  });

  it.each(REFERENCES)(
    '$name is refused at the commit where the check was deferred to it',
    async (reference) => {
      const foreign = led(sampleGraph(2), reference, firstId(other, reference.target));
      await rolledBack(async (runner) => {
        await runner.query('SET CONSTRAINTS ALL DEFERRED');
        await seedGraph(runner, await insertUser(runner), foreign);
        await expect(runner.query('SET CONSTRAINTS ALL IMMEDIATE')).rejects.toMatchObject({
          driverError: { code: '23503', constraint: reference.constraint },
        });
      });
    },
  );

  it('is taken when it leads to a row of the same user, whatever the kind', async () => {
    for (const reference of REFERENCES) {
      const graph = sampleGraph(2);
      const ids = (graph.rows[reference.target] ?? []).map(({ id }) => id);
      // The last one: an organization is not its own parent.
      const own = led(graph, reference, ids.at(-1) ?? '');
      await rolledBack(async (runner) => {
        const userId = await insertUser(runner);
        await seedGraph(runner, userId, own);
        expect(await readRows(runner, userId)).toEqual(sortedRows(own));
      });
    }
  });

  it('is refused where a row that is referred to would change hands', async () => {
    await rolledBack(async (runner) => {
      const userId = await insertUser(runner);
      await expect(
        runner.query('UPDATE person SET user_id = $1 WHERE user_id = $2', [userId, otherId]),
      ).rejects.toMatchObject({ driverError: { code: '23503' } });
    });
  });
});

describe('Deleting a user', () => {
  it('removes all of their rows and nobody else’s', async () => {
    const before = await readRows(database.dataSource, otherId);
    const userId = await insertUser(database.dataSource);
    await seedGraph(database.dataSource, userId, sampleGraph(3));
    await database.dataSource.query('DELETE FROM "user" WHERE id = $1', [userId]);
    for (const kind of CAROL_KINDS) {
      const left = await database.dataSource.query(`SELECT FROM "${kind.table}" WHERE user_id = $1`, [
        userId,
      ]);
      expect({ [kind.table]: left.length }).toEqual({ [kind.table]: 0 });
    }
    expect(await readRows(database.dataSource, otherId)).toEqual(before);
    expect(before).toEqual(sortedRows(other));
  });
});
