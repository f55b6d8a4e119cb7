/** Which rule of a table an error of PostgreSQL is about. */
import { databaseCodeOf } from '../database-errors.js';
import { identifier } from '../sql.js';
import type { Transaction } from '../transaction.js';

export interface Refusal {
  /** Five characters (PostgreSQL, appendix A). */
  readonly code: string;
  /** Whose rule it is; empty where PostgreSQL does not say. */
  readonly table: string;
  /** Empty where it is none with a name. */
  readonly constraint: string;
  /** Of the table: those that the rule is about, as far as PostgreSQL says. */
  readonly columns: readonly string[];
}

/** What is wrong with a value (class 22) or breaks a rule of the table (class 23): the same row is refused again each time. */
export const isRefusal = (error: unknown): boolean => /^2[23][0-9A-Z]{3}$/.test(databaseCodeOf(error));

/** Two rows with the same values where there may be only one, by a unique index or by an exclusion. */
export const isTwice = ({ code }: Refusal): boolean => code === '23505' || code === '23P01';

const COLUMNS = `
  SELECT attname FROM pg_attribute WHERE (attrelid, attnum) IN (
    SELECT conrelid, unnest(conkey) FROM pg_constraint WHERE conrelid = to_regclass($1) AND conname = $2
    UNION
    SELECT indrelid, unnest(indkey) FROM pg_index WHERE indrelid = to_regclass($1) AND indexrelid IN
      (SELECT oid FROM pg_class WHERE relname = $2)
  ) ORDER BY attnum`;

/** To be called in a transaction that goes on. @returns undefined for an error that is no refusal */
export async function refusalOf(transaction: Transaction, error: unknown): Promise<Refusal | undefined> {
  if (!isRefusal(error)) return undefined;
  const [code, schema, table, constraint, column] = [
    databaseCodeOf(error),
    ...['schema', 'table', 'constraint', 'column'].map((name) => textOf(error, name)),
  ] as [string, string, string, string, string];
  const refusal = { code, table, constraint };
  if (column !== '') return { ...refusal, columns: [column] };
  if (constraint === '') return { ...refusal, columns: [] };
  const quoted = [schema, table].map(identifier).join('.');
  const rows = await transaction.queryRows(COLUMNS, [quoted, constraint]);
  return { ...refusal, columns: rows.map(([name]) => name ?? '') };
}

const textOf = (error: unknown, name: string): string => {
  const value: unknown = Reflect.get(error as object, name);
  return typeof value === 'string' ? value : '';
};
