/** What Carol needs of the server and the database before it changes anything there, each told in one line. */
import type { DataSource } from 'typeorm';
import { UnfitDatabase } from './unfit-database.js';

const OLDEST_SERVER = 150_000;

/** All names are quoted where SQL needs it. */
interface Facts {
  readonly number: string;
  readonly version: string;
  readonly encoding: string;
  readonly role: string;
  readonly database: string;
  /** Null where no schema of the search path may be used. */
  readonly schema: string | null;
  readonly searchPath: string;
  readonly isReplica: boolean;
  readonly isReadOnly: boolean;
  readonly mayUseTemporary: boolean;
  readonly mayCreate: boolean | null;
}

const FACTS = `
  SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
         current_setting('server_encoding') AS encoding, quote_ident(current_user) AS role,
         quote_ident(current_database()) AS database, quote_ident(current_schema()) AS schema,
         current_setting('search_path') AS "searchPath", pg_is_in_recovery() AS "isReplica",
         current_setting('transaction_read_only') = 'on' AS "isReadOnly",
         has_database_privilege(current_database(), 'TEMPORARY') AS "mayUseTemporary",
         has_schema_privilege(current_schema(), 'CREATE') AS "mayCreate"`;

async function factsOf(dataSource: DataSource): Promise<Facts> {
  const [facts] = await dataSource.query<readonly Facts[]>(FACTS);
  return facts as Facts;
}

/** @throws UnfitDatabase that says which server there is and which is needed */
export async function assertSupportedServer(dataSource: DataSource): Promise<void> {
  assertVersion(await factsOf(dataSource));
}

/** Whether the service can do its work now: asked again and again. @throws UnfitDatabase */
export async function assertWritable(dataSource: DataSource): Promise<void> {
  const facts = await factsOf(dataSource);
  assertWrites(facts);
  assertTemporary(facts);
}

/** Everything that can be said before the migrations. @throws UnfitDatabase */
export async function assertFitServer(dataSource: DataSource): Promise<void> {
  const facts = await factsOf(dataSource);
  assertVersion(facts);
  if (facts.encoding !== 'UTF8') {
    throw new UnfitDatabase(
      `the database ${facts.database} is encoded in ${facts.encoding}, and Carol needs UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  assertWrites(facts);
  assertTemporary(facts);
  if (facts.schema === null) {
    throw new UnfitDatabase(
      `the role ${facts.role} may use no schema of its search_path (${facts.searchPath}): GRANT USAGE, CREATE ON SCHEMA public TO ${facts.role}`,
    );
  }
}

/** For a start that has migrations to run. @throws UnfitDatabase */
export async function assertMayCreate(dataSource: DataSource): Promise<void> {
  const { mayCreate, role, schema } = await factsOf(dataSource);
  if (mayCreate !== true) {
    throw new UnfitDatabase(
      `the role ${role} may not create the tables that are missing: GRANT CREATE ON SCHEMA ${schema} TO ${role}`,
    );
  }
}

function assertVersion({ number, version }: Facts): void {
  if (Number(number) < OLDEST_SERVER)
    throw new UnfitDatabase(`PostgreSQL ${version} is too old: version 15 or newer is needed`);
}

function assertWrites({ isReplica, isReadOnly, role, database }: Facts): void {
  if (isReplica)
    throw new UnfitDatabase('the server is a read-only replica (in recovery): name the primary server');
  if (isReadOnly) {
    throw new UnfitDatabase(
      `the database is read-only (default_transaction_read_only is on): ALTER ROLE ${role} RESET default_transaction_read_only, or ALTER DATABASE ${database} or ALTER SYSTEM, wherever it is set`,
    );
  }
}

function assertTemporary({ mayUseTemporary, role, database }: Facts): void {
  if (!mayUseTemporary) {
    throw new UnfitDatabase(
      `the role ${role} may not make temporary tables: GRANT TEMPORARY ON DATABASE ${database} TO ${role}`,
    );
  }
}
