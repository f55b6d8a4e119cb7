/** Compares the migrations that a database has seen with those of this release. */
import type { DataSource } from 'typeorm';
import { UnfitDatabase } from './unfit-database.js';

/** The names of the migrations that the database has seen, oldest first. */
async function executed(dataSource: DataSource): Promise<readonly string[]> {
  const table = dataSource.options.migrationsTableName ?? 'migrations';
  const [row] = await dataSource.query<
    readonly { found: string | null; readable: boolean | null; role: string }[]
  >(
    `SELECT relation::text AS found, has_table_privilege(relation::oid, 'SELECT') AS readable, quote_ident(current_user) AS role
       FROM to_regclass(quote_ident($1)) AS relation`,
    [table],
  );
  if (row === undefined || row.found === null) return [];
  if (row.readable !== true) {
    throw new UnfitDatabase(
      `the role ${row.role} may not read which migrations were run: GRANT SELECT ON ${row.found} TO ${row.role}`,
    );
  }
  const rows = await dataSource.query<readonly { name: string }[]>(
    `SELECT name FROM ${row.found} ORDER BY "timestamp", id`,
  );
  return rows.map(({ name }) => name);
}

/** Whether this release brings migrations that the database has not seen. */
export async function hasPending(dataSource: DataSource): Promise<boolean> {
  const seen = new Set(await executed(dataSource));
  return dataSource.migrations.some(({ name, constructor }) => !seen.has(name ?? constructor.name));
}

/**
 * A newer release may have changed what this one relies on: it would start, and fail later.
 * @param version of this release
 * @throws UnfitDatabase
 */
export async function assertKnownSchema(dataSource: DataSource, version: string): Promise<void> {
  const known = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const seen = await executed(dataSource);
  const unknown = seen.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new UnfitDatabase(
    `the database was migrated by a newer release: its schema is ${seen.length} (${unknown.at(-1)}), and Carol ${version} knows ${known.length} (${known.at(-1)}): start the release that migrated it, or restore a backup from before`,
  );
}
