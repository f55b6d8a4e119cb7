/** Cuts a table into script files that the page loads when somebody looks at their rows. */
import type { CompanionSource, WrittenFile } from '../../portability/kinds.js';
import { numbers } from './roots.js';
import { mediaSql, tableGroups, type Table, type TableGroup } from './tables.js';

/** Where a table's files begin: the number that the first row of each has, or the row above it. */
export type Directory = Readonly<Record<string, readonly number[]>>;

/** Characters of a file, about; one row may be longer. */
const CHUNK_LENGTH = 128 * 1024;

/** What stands between the rows of a file. */
const BETWEEN = ',\n';

/** The rows of a file, and the number of the first of them or of the row above it. */
interface Chunk {
  readonly name: string;
  readonly rows: string | Uint8Array;
  readonly n: number;
}

/** The files of all tables. @param directory filled with where they begin */
export async function* chunkFiles(
  source: CompanionSource,
  directory: Record<string, number[]>,
): AsyncGenerator<WrittenFile> {
  for (const group of tableGroups(source)) yield* filesOf(chunksOf(source, group), directory);
  yield* filesOf(mediaChunks(source), directory);
}

/** Put together by PostgreSQL: a row of its answer is a file. */
async function* chunksOf(source: CompanionSource, { roots, tables }: TableGroup): AsyncGenerator<Chunk> {
  const sql = `${numbers(source, roots)} ${tables.map(chunkSql).join(' UNION ALL ')}`;
  for await (const answer of source.readBytes(sql, 2))
    for (const [index, n, rows] of answer)
      yield { name: tables[Number(String(index))]?.name ?? '', n: Number(String(n)), rows: rows ?? '' };
}

/** Three columns: the table's index, and a file's first number and rows. OFFSET 0: the JSON is made once, wherever it is needed. */
const chunkSql = ({ json, n, from, where = 'true', order }: Table, index: number): string =>
  `(SELECT ${index}, min(n), string_agg(json, E',\\n' ORDER BY nth) FROM (
    SELECT json, ${n} AS n, row_number() OVER w AS nth, (sum(length(json)) OVER (w ROWS UNBOUNDED PRECEDING) - length(json)) / ${CHUNK_LENGTH} AS chunk
    FROM ${from} CROSS JOIN LATERAL (SELECT ${json} OFFSET 0) j(json) WHERE ${where} WINDOW w AS (ORDER BY ${[n, ...(order === undefined ? [] : [order])].join(', ')})
  ) r GROUP BY chunk ORDER BY chunk)`;

async function* mediaChunks(source: CompanionSource): AsyncGenerator<Chunk> {
  let rows: string[] = [];
  let [length, first] = [0, 0];
  for await (const answer of source.read(mediaSql(source)))
    for (const [id, fileName, contentType, size, n] of answer) {
      const isHere = id !== null && id !== undefined && !source.missing.has(id);
      const path = isHere ? source.mediaPath(id, fileName ?? '', contentType ?? '') : null;
      const row = JSON.stringify([fileName, path, Number(size)]);
      if (rows.length === 0) first = Number(n);
      rows.push(row);
      length += row.length;
      if (length < CHUNK_LENGTH) continue;
      yield { name: 'media', rows: rows.join(BETWEEN), n: first };
      [rows, length] = [[], 0];
    }
  if (rows.length > 0) yield { name: 'media', rows: rows.join(BETWEEN), n: first };
}

async function* filesOf(
  chunks: AsyncIterable<Chunk>,
  directory: Record<string, number[]>,
): AsyncGenerator<WrittenFile> {
  for await (const { name, rows, n } of chunks) {
    const begins = (directory[name] ??= []);
    const index = begins.push(n) - 1;
    yield {
      path: `view/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${index + 1}.js`,
      // The page's own function takes it. In a string literal of a script every text of JSON stands for itself (ECMAScript 2019).
      chunks: [`carol("${name}",${index},[\n`, rows, '\n]);\n'],
    };
  }
}
