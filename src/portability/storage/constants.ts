/** What the host fills into rows that are made: known to the transaction, where statements find it. */
import type { KindGraph } from '../archive/graph.js';
import { literal } from './sql.js';
import type { Transaction } from './transaction.js';

/** Values by column, as PostgreSQL reads them. */
export type Constants = Readonly<Record<string, string>>;

const SETTING = 'portability.constants';

/** The value of a column, as SQL; the same for all rows. */
export const constantSql = (column: string, type: string): string =>
  `(SELECT (current_setting(${literal(SETTING)})::jsonb ->> ${literal(column)})::${type})`;

/**
 * Makes them known until the transaction ends.
 * @throws Error where one is missing that a kind needs (a mistake of the programmer)
 */
export async function setConstants(
  transaction: Pick<Transaction, 'query'>,
  { kinds }: Pick<KindGraph, 'kinds'>,
  constants: Constants = {},
): Promise<void> {
  const needed = kinds.flatMap(({ name, storage }) =>
    Object.keys(storage.constants).map((column) => ({ name, column })),
  );
  if (needed.length === 0) return;
  const missing = needed.find(({ column }) => typeof constants[column] !== 'string');
  if (missing) throw new Error(`The option "constants" says nothing of ${missing.name}.${missing.column}`);
  await transaction.query(
    `SELECT set_config(${literal(SETTING)}, ${literal(JSON.stringify(constants))}, true)`,
  );
}
