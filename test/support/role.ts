/** A role of a test's own, with no rights but those that it is given: as an operator's database has them. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from './postgres.js';

export interface TestRole {
  readonly name: string;
  /** Of the database, with the role's password. */
  readonly url: string;
  /** Removes its rights and itself; call it before the database is dropped. */
  drop(): Promise<void>;
}

/** Every right that the service needs on a database that is migrated already. */
export const SERVICE_RIGHTS = (role: string): readonly string[] => [
  `GRANT USAGE ON SCHEMA public TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`,
];

/** @param prepare statements that the superuser runs in the database once the role is there */
export async function createRole(
  database: TestDatabase,
  prepare: (role: string) => readonly string[] = SERVICE_RIGHTS,
): Promise<TestRole> {
  const name = `role_${randomBytes(6).toString('hex')}`;
  await asSuperuser(database, `CREATE ROLE ${name} LOGIN PASSWORD 'secret'`, ...prepare(name));
  const url = new URL(database.url);
  url.username = name;
  url.password = 'secret';
  return {
    name,
    url: url.href,
    drop: () =>
      asSuperuser(
        database,
        `REASSIGN OWNED BY ${name} TO CURRENT_USER`,
        `DROP OWNED BY ${name}`,
        `DROP ROLE ${name}`,
      ),
  };
}

export async function asSuperuser(
  { url }: Pick<TestDatabase, 'url'>,
  ...statements: readonly string[]
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A database that is used as the role; both are gone when it is dropped. */
export async function databaseOf(database: TestDatabase, role: TestRole): Promise<TestDatabase> {
  return {
    url: role.url,
    drop: async () => {
      await role.drop();
      await database.drop();
    },
  };
}
