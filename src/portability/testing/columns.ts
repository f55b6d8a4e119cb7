/** Holds the tables of a database against the kinds: no column is neither archived nor left out. */
import type { Kind, KindGraph } from '../kinds.js';
import type { Queryable } from './seed.js';

/**
 * One sentence for each column that a kind does not classify, or names though it is not there.
 * @example assert.deepEqual(await unclassifiedColumns(dataSource, graph), []);
 */
export async function unclassifiedColumns(
  database: Queryable,
  { kinds }: Pick<KindGraph, 'kinds'>,
): Promise<readonly string[]> {
  const rows = (await database.query(
    `SELECT c.relname AS "table", a.attname AS "column" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.oid = ANY (SELECT to_regclass(quote_ident(name)) FROM unnest($1::text[]) AS name) AND a.attnum > 0 AND NOT a.attisdropped`,
    [kinds.map(({ table }) => table)],
  )) as readonly { readonly table: string; readonly column: string }[];
  return kinds.flatMap((kind) => {
    const found = rows.filter(({ table }) => table === kind.table).map(({ column }) => column);
    const declared = declaredColumns(kind);
    return [
      ...found
        .filter((column) => !declared.includes(column))
        .map(
          (column) =>
            `${kind.table}.${column} is neither archived nor left out: make it a field of ${kind.name}, or name it under omitted with a reason`,
        ),
      ...declared
        .filter((column) => !found.includes(column))
        .map((column) => `${kind.table}.${column} is declared by ${kind.name}, and is not there`),
    ];
  });
}

const declaredColumns = (kind: Kind): readonly string[] => [
  'id',
  ...(kind.parent ? [kind.parent.column] : []),
  ...kind.fields.map(({ column }) => column),
  ...Object.keys(kind.omitted),
];
