/** What somebody else has arranged on the tables that imports write and exports read. */
import type { DataSource } from 'typeorm';

export interface TableFacts {
  /** As it was asked for. */
  readonly name: string;
  /** Found by the search path. */
  readonly exists: boolean;
  /** Of reading, inserting, changing and deleting, what the role of the connection may not. */
  readonly missing: readonly string[];
  /** Row level security that holds for the role: it would see a part of the rows, and with `row_security = off` none. */
  readonly isFiltered: boolean;
  /** Triggers that may change a row before it is written: then what is read back is not what was written. */
  readonly triggers: readonly string[];
}

// pg_trigger.tgtype: 1 row, 2 before, 4 insert, 16 update; tgenabled: D disabled, R for replication only.
const FACTS = `
  SELECT name, relation IS NOT NULL AS "exists",
         ARRAY(SELECT privilege FROM unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) WITH ORDINALITY AS wanted(privilege, place)
                WHERE NOT has_table_privilege(relation, privilege) ORDER BY place) AS missing,
         coalesce(row_security_active(relation), false) AS "isFiltered",
         ARRAY(SELECT tgname::text FROM pg_trigger
                WHERE tgrelid = relation AND NOT tgisinternal AND tgenabled NOT IN ('D', 'R')
                  AND tgtype & 3 = 3 AND tgtype & 20 <> 0 ORDER BY tgname) AS triggers
    FROM unnest($1::text[]) WITH ORDINALITY AS asked(name, place),
         LATERAL (SELECT to_regclass(quote_ident(name))::oid AS relation) AS found
   ORDER BY asked.place`;

/**
 * @param tables names without quotes; in this order the facts come
 * @example const [shelf, book] = await tableFacts(dataSource, ['shelf', 'book']);
 */
export const tableFacts = (
  dataSource: DataSource,
  tables: readonly string[],
): Promise<readonly TableFacts[]> => dataSource.query<readonly TableFacts[]>(FACTS, [tables]);
