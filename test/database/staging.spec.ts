/** What an import stages: a table for each kind of which the archive has rows, and for the others nothing but the same columns. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import { copyLine, stagedColumns } from '../../src/portability/archive/staged-row.js';
import { type Kind, linkFields } from '../../src/portability/kinds.js';
import { createStaging, type Staging } from '../../src/portability/storage/staging.js';
import { inTransaction } from '../../src/portability/storage/transaction.js';
import { openTestDatabase, type OpenDatabase } from '../support/postgres.js';

let database: OpenDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database?.close());

/** A row of a kind without any value. */
const lineOf = (kind: Kind, id: string): Buffer =>
  Buffer.from(
    copyLine({
      kind,
      id,
      origin: null,
      values: [...(kind.parent ? [null] : []), ...kind.fields.map(() => null)],
      location: { line: 1, column: 1 },
      linkLocations: linkFields(kind).map(() => null),
    }),
  );

const ID = '8a52b9a6-8f0f-4b1c-9a49-9b9ab0a36c0e';

const staging = <Result>(work: (staging: Staging) => Promise<Result>): Promise<Result> =>
  inTransaction(
    database.dataSource,
    'REPEATABLE READ',
    async (transaction) => work(await createStaging(transaction, CAROL_GRAPH)),
    { end: 'ROLLBACK' },
  );

/** Names of temporary tables, but for those that the checks fill. */
const tablesIn = async ({ transaction }: Staging): Promise<readonly (string | null)[]> => {
  const rows = await transaction.queryRows(
    `SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
       AND relname NOT IN ('stage_identity', 'stage_origin', 'stage_remap', 'stage_unresolved')`,
  );
  return rows.map(([name = null]) => name);
};

it.each(CAROL_GRAPH.kinds.map((kind) => [kind.name, kind] as const))(
  'reads the same columns of %s whether there are rows or not, and makes a table with the first row',
  async (_, kind) => {
    const read = (at: Staging): Promise<(string | null)[][]> =>
      at.transaction.queryRows(
        `SELECT ${stagedColumns(kind)
          .map(({ name }) => `r."${name}"`)
          .join(', ')} FROM ${at.rowsOf(kind)} r`,
      );
    await staging(async (at) => {
      expect(await tablesIn(at)).toEqual([]);
      expect(await read(at)).toEqual([]);
      await at.take(kind, lineOf(kind, ID));
      await at.take(kind, lineOf(kind, ID));
      expect(await read(at)).toMatchObject([{ 0: ID }, { 0: ID }]);
      expect(await tablesIn(at)).toEqual([`stage_${kind.table}`]);
      expect(at.kinds).toEqual([kind]);
    });
  },
);

it('tells the kinds in the order of the graph, not in that of their rows', async () => {
  const some = CAROL_GRAPH.kinds.slice(0, 3);
  await staging(async (at) => {
    for (const kind of some.toReversed()) await at.take(kind, lineOf(kind, ID));
    expect(at.kinds).toEqual(some);
  });
});
