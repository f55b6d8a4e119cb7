/** What no two rows of a table may have the same: read from the catalogue once, so that a preview can tell what the database would refuse. */
import type { Kind } from '../../archive/define-kind.js';
import { constantSql } from '../constants.js';
import { hostColumns, keyColumns, tableOf } from '../host-columns.js';

export interface UniqueKey {
  /** What is the same in no two rows, as SQL over the columns of the table: columns, or expressions. */
  readonly parts: readonly string[];
  /** Of which rows that holds, likewise; null: of all. */
  readonly where: string | null;
  /** The columns that parts and condition are about. */
  readonly columns: readonly string[];
  /** Of these, the ones that no field fills, with what the database puts there. */
  readonly filled: readonly FilledColumn[];
  /** Whether two rows that have NULL in a part have the same there. */
  readonly nullsEqual: boolean;
  /** Whether the rule may be broken until the end of a transaction. */
  readonly waits: boolean;
}

export interface FilledColumn {
  readonly name: string;
  /** As PostgreSQL names it. */
  readonly type: string;
  /** SQL: of a generated column over the other columns of the row, else its default; null: NULL. */
  readonly value: string | null;
  readonly isGenerated: boolean;
}

export type UniqueKeysByKind = ReadonlyMap<Kind, readonly UniqueKey[]>;

interface KeyRow {
  readonly place: string | number;
  /** A `UniqueKey` in JSON, with all its columns among those that are `filled`. */
  readonly key: string;
}

/** Runs the statement. */
type Ask = (sql: string, parameters: [readonly string[]]) => Promise<readonly KeyRow[]>;

export interface UniqueKeys {
  /** Asks once; a start does, so that later everyone knows. Indexes that are made while the service runs are seen after the next start. */
  of(ask: Ask): Promise<UniqueKeysByKind>;
}

// The columns of a constraint are those of its index; of an expression or a condition, the catalogue says which they are.
const KEYS = `
  SELECT asked.place, jsonb_build_object(
           'parts', (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, n, false) ||
                              CASE WHEN i.indcollation[n - 1] IN (0, 100) THEN '' ELSE ' COLLATE ' || i.indcollation[n - 1]::regcollation END ORDER BY n)
                       FROM generate_series(1, i.indnkeyatts::integer) AS n),
           'where', pg_get_expr(i.indpred, i.indrelid),
           'filled', (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                               'value', coalesce(pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attidentity <> '' THEN 'nextval()' END),
                               'isGenerated', a.attgenerated <> '') ORDER BY a.attnum)
                        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                       WHERE a.attrelid = i.indrelid AND a.attnum > 0 AND (
                         a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
                         OR a.attnum IN (SELECT refobjsubid FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = i.indexrelid
                                            AND refclassid = 'pg_class'::regclass AND refobjid = i.indrelid))),
           'nullsEqual', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
           'waits', NOT i.indimmediate)::text AS key
    FROM unnest($1::text[]) WITH ORDINALITY AS asked(name, place) JOIN pg_index i ON i.indrelid = to_regclass(name)
   WHERE i.indisunique AND i.indisvalid ORDER BY asked.place, i.indexrelid`;

export function createUniqueKeys(kinds: readonly Kind[]): UniqueKeys {
  let known: Promise<UniqueKeysByKind> | undefined;
  return {
    of(ask) {
      known ??= readKeys(kinds, ask).catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
  };
}

async function readKeys(kinds: readonly Kind[], ask: Ask): Promise<UniqueKeysByKind> {
  const found = new Map<Kind, UniqueKey[]>();
  for (const { place, key } of await ask(KEYS, [kinds.map(tableOf)])) {
    const kind = kinds[Number(place) - 1] as Kind;
    const checkable = checkableKey(kind, JSON.parse(key) as UniqueKey);
    if (checkable) found.set(kind, [...(found.get(kind) ?? []), checkable]);
  }
  return found;
}

/** A constant, as PostgreSQL writes a default: any other might give each row another value. */
const CONSTANT = /^(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?|true|false|NULL)(?:::[\w ."[\](),]+)?$/;

/** Undefined where no two rows can break it, as both have a UUID of their own, and where nobody can say what the row will have. */
function checkableKey(kind: Kind, key: UniqueKey): UniqueKey | undefined {
  const { idColumn, ownerColumn } = kind.storage;
  const columns = key.filled.map(({ name }) => name);
  const isIdentity =
    idColumn !== undefined &&
    columns.includes(idColumn) &&
    key.where === null &&
    key.parts.length === columns.length;
  const isOnlyOne = kind.singleton && columns.every((name) => name === ownerColumn);
  if (isIdentity || isOnlyOne) return undefined;
  const known = new Set([
    ...keyColumns(kind).map(({ name }) => name),
    ownerColumn,
    ...hostColumns(kind).map(({ name }) => name),
  ]);
  const { constants } = kind.storage;
  const filled = key.filled
    .filter(({ name }) => !known.has(name))
    .map((column) => {
      const type = constants[column.name];
      return type === undefined ? column : { ...column, value: constantSql(column.name, type) };
    });
  const isKnown = ({ name, value, isGenerated }: FilledColumn): boolean =>
    name !== kind.blob?.keyColumn &&
    (isGenerated || value === null || name in constants || CONSTANT.test(value));
  return filled.every(isKnown) ? { ...key, columns, filled } : undefined;
}
