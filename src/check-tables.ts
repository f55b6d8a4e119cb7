/** What a start says of the tables: what makes the work impossible, and what makes it surprising. */
import { UnfitDatabase } from './database/unfit-database.js';
import type { TableFacts } from './portability/index.js';

/** @throws UnfitDatabase */
export function assertFitTables(tables: readonly TableFacts[], role: string): void {
  const absent = tables.filter(({ exists }) => !exists);
  if (absent.length > 0) {
    throw new UnfitDatabase(
      `the database is migrated, and these tables are not there: ${namesOf(absent)}: restore a backup`,
    );
  }
  const refused = tables.filter(({ missing }) => missing.length > 0);
  if (refused.length > 0) {
    const rights = new Set(refused.flatMap(({ missing }) => missing));
    throw new UnfitDatabase(
      `the role ${role} may not use the tables: GRANT ${[...rights].join(', ')} ON ${namesOf(refused)} TO ${role}`,
    );
  }
  const filtered = tables.filter(({ isFiltered }) => isFiltered);
  if (filtered.length > 0) {
    throw new UnfitDatabase(
      `row level security hides rows from the role ${role}, and an export would leave them out: ALTER ROLE ${role} BYPASSRLS, or ALTER TABLE … DISABLE ROW LEVEL SECURITY (${namesOf(filtered)})`,
    );
  }
}

/** One line where a table has triggers that are none of ours. */
export function describeTriggers(tables: readonly TableFacts[]): string | undefined {
  const found = tables.flatMap(({ name, triggers }) => triggers.map((trigger) => `${trigger} on ${name}`));
  if (found.length === 0) return undefined;
  return `triggers change rows before they are written (${found.join(', ')}): what they change, an import of the same archive writes again each time`;
}

const namesOf = (tables: readonly TableFacts[]): string =>
  tables
    .map(({ name }) => (/^[a-z_][a-z0-9_]*$/.test(name) && name !== 'user' ? name : `"${name}"`))
    .join(', ');
