/** Cuts a table into script files that the page loads when somebody looks at their rows. */
import type { CompanionSource, WrittenFile } from '../../portability/kinds.js';
import { mediaSql, tablesOf } from './tables.js';

/** Where a table's files begin: the number that the first row of each has, or the row above it. */
export type Directory = Readonly<Record<string, readonly number[]>>;

/** UTF-16 code units of a file, about; one row may be longer. */
const CHUNK_LENGTH = 128 * 1024;

/** A row's JSON, and its number or that of the row above. */
type Row = readonly [json: string, n: number];

/** The files of all tables. @param directory filled with where they begin */
export async function* chunkFiles(
  source: CompanionSource,
  directory: Record<string, number[]>,
): AsyncGenerator<WrittenFile> {
  for (const { name, sql } of tablesOf(source)) yield* filesOf(name, rowsOf(source, sql), directory);
  yield* filesOf('media', mediaRows(source), directory);
}

async function* rowsOf(source: CompanionSource, sql: string): AsyncGenerator<readonly Row[]> {
  for await (const rows of source.read(sql)) yield rows.map(([json, n]): Row => [json ?? 'null', Number(n)]);
}

async function* mediaRows(source: CompanionSource): AsyncGenerator<readonly Row[]> {
  for await (const rows of source.read(mediaSql(source)))
    yield rows.map(([id, fileName, contentType, size, n]): Row => {
      const isHere = id !== null && id !== undefined && !source.missing.has(id);
      const path = isHere ? source.mediaPath(id, fileName ?? '', contentType ?? '') : null;
      return [JSON.stringify([fileName, path, Number(size)]), Number(n)];
    });
}

async function* filesOf(
  name: string,
  batches: AsyncIterable<readonly Row[]>,
  directory: Record<string, number[]>,
): AsyncGenerator<WrittenFile> {
  const begins: number[] = [];
  let texts: string[] = [];
  let length = 0;
  const file = (): WrittenFile => {
    const number = begins.length;
    // The page's own function takes it. In a string literal of a script every text of JSON stands for itself (ECMAScript 2019).
    const chunk = `carol("${name}",${number - 1},[\n${texts.join(',\n')}\n]);\n`;
    [texts, length] = [[], 0];
    return {
      path: `view/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${number}.js`,
      chunks: [chunk],
    };
  };
  for await (const rows of batches) {
    for (const [json, n] of rows) {
      if (texts.length === 0) begins.push(n);
      texts.push(json);
      length += json.length;
      if (length >= CHUNK_LENGTH) yield file();
    }
  }
  if (texts.length > 0) yield file();
  if (begins.length > 0) Object.assign(directory, { [name]: begins });
}
