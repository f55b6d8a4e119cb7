/** Looks at the first ids of each table whose ids are texts: only UUIDs name a row in an archive. */
import type { DataSource } from 'typeorm';
import type { Kind } from '../../archive/define-kind.js';
import { UUID } from '../../archive/uuid.js';
import { tableOf } from '../host-columns.js';
import { identifier, literal } from '../sql.js';
import type { Mismatch } from './compare-schema.js';

/** A start does not wait for all rows of large tables; whoever makes other ids has made them so from the first row on. */
const ROWS_LOOKED_AT = 100;

/** One statement for all kinds. @param kinds whose tables are as they are declared */
export async function idMismatches(
  dataSource: Pick<DataSource, 'query'>,
  kinds: readonly Kind[],
): Promise<readonly Mismatch[]> {
  const queries = kinds.flatMap((kind, index) => {
    const { idColumn, idType, where = 'true' } = kind.storage;
    if (idColumn === undefined || idType !== 'text') return [];
    const ids = `SELECT ${identifier(idColumn)}::text AS id FROM ${tableOf(kind)} WHERE ${where} LIMIT ${ROWS_LOOKED_AT}`;
    return `(SELECT ${index} AS kind, id FROM (${ids}) rows WHERE id !~ ${literal(`^${UUID}$`)} LIMIT 1)`;
  });
  if (queries.length === 0) return [];
  const found = await dataSource.query<readonly { readonly kind: number; readonly id: string }[]>(
    queries.join(' UNION ALL ') + ' ORDER BY kind',
  );
  return found.map(({ kind: index, id }) => {
    const { name, table, storage } = kinds[index] as Kind;
    return {
      kind: name,
      table,
      column: storage.idColumn ?? '',
      found: `${JSON.stringify(id)}, which no archive could bring back`,
      remedy:
        'an id that is a text is a UUID in lower case: give each row one, in a column that "storage.id" names',
    };
  });
}
