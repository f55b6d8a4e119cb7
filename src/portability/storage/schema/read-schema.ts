/** What the database says of the tables of kinds: their columns, as they are, and by what a row is found. */
import type { DataSource } from 'typeorm';
import type { Kind } from '../../archive/define-kind.js';
import { tableOf } from '../host-columns.js';

export interface ColumnSchema {
  /** As PostgreSQL writes it, `character varying(80)`; of a domain, that which it is made of. */
  readonly type: string;
  readonly isEnum: boolean;
  /** As it was declared, 0 for what is no array; PostgreSQL itself holds nobody to it. */
  readonly dimensions: number;
  readonly isNotNull: boolean;
  /** Filled in where an insert leaves it out: a default, or an identity. */
  readonly hasDefault: boolean;
  /** Whether a sequence of its own fills it, which the role of the connection may ask. */
  readonly isCounted: boolean;
  /** Computed from other columns: nothing can be written there. */
  readonly isGenerated: boolean;
}

export interface TableSchema {
  /** Found by the search path. */
  readonly exists: boolean;
  /** By name. */
  readonly columns: ReadonlyMap<string, ColumnSchema>;
  /** Columns of which no two rows have the same values: those of the primary key, and of each unique index over whole columns and all rows. */
  readonly keys: readonly (readonly string[])[];
}

interface Row {
  readonly name: string;
  readonly exists: boolean;
  readonly columns: readonly (ColumnSchema & { readonly name: string })[] | null;
  readonly keys: readonly (readonly string[])[] | null;
}

// A domain may be made of a domain: 64 is the depth of none.
const SCHEMA = `
  SELECT name, relation IS NOT NULL AS "exists",
         (SELECT jsonb_agg(jsonb_build_object(
                   'name', a.attname, 'type', format_type(base.type, base.modifier), 'isEnum', base.sort = 'e', 'dimensions', a.attndims,
                   'isNotNull', a.attnotnull OR base.is_not_null, 'hasDefault', a.atthasdef OR a.attidentity <> '' OR base.has_default,
                   'isCounted', coalesce(has_sequence_privilege(pg_get_serial_sequence(name, a.attname), 'USAGE'), false),
                   'isGenerated', a.attgenerated <> '') ORDER BY a.attnum)
            FROM pg_attribute a CROSS JOIN LATERAL (
              WITH RECURSIVE made_of(type, modifier, sort, is_not_null, has_default, depth) AS (
                SELECT t.oid, a.atttypmod, t.typtype, false, false, 0 FROM pg_type t WHERE t.oid = a.atttypid
                UNION ALL
                SELECT b.oid, d.typtypmod, b.typtype, m.is_not_null OR d.typnotnull, m.has_default OR d.typdefault IS NOT NULL, m.depth + 1
                  FROM made_of m JOIN pg_type d ON d.oid = m.type AND d.typtype = 'd' JOIN pg_type b ON b.oid = d.typbasetype
              ) SELECT * FROM made_of ORDER BY depth DESC LIMIT 1) AS base
           WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
         (SELECT jsonb_agg((SELECT jsonb_agg(a.attname ORDER BY k.place)
                              FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k(number, place)
                              JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = k.number))
            FROM pg_index i
           WHERE i.indrelid = relation AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL) AS keys
    FROM unnest($1::text[]) WITH ORDINALITY AS asked(name, place),
         LATERAL (SELECT to_regclass(name)::oid AS relation) AS found
   ORDER BY asked.place`;

/** One statement for all kinds. */
export async function readSchema(
  dataSource: Pick<DataSource, 'query'>,
  kinds: readonly Kind[],
): Promise<ReadonlyMap<Kind, TableSchema>> {
  const rows = await dataSource.query<readonly Row[]>(SCHEMA, [kinds.map(tableOf)]);
  return new Map(
    rows.map(({ exists, columns, keys }, index) => [
      kinds[index] as Kind,
      {
        exists,
        columns: new Map(columns?.map(({ name, ...column }) => [name, column])),
        keys: keys ?? [],
      },
    ]),
  );
}
