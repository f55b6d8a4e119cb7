/** JSON objects written as what they hold comes, so that no list in them need fit into memory. */

/** An object with what is short of it, or an entry of one of its lists; the entries of a list follow each other. */
export type JsonPiece =
  { readonly item: Readonly<Record<string, unknown>> } | { readonly list: string; readonly value: unknown };

/**
 * Objects with commas between them, each in a line of its own. A piece of a list belongs to the object before it.
 * @example writeObjects([{ item: { name: 'Ada' } }, { list: 'tags', value: 'x' }]) // '{"name":"Ada","tags":["x"]}'
 */
export async function* writeObjects(pieces: AsyncIterable<JsonPiece>): AsyncGenerator<string> {
  let hasItem = false;
  let isEmpty = true;
  let list: string | undefined;
  for await (const piece of pieces) {
    if ('item' in piece) {
      const fields = JSON.stringify(withoutAbsent(piece.item)).slice(1, -1);
      yield `${list === undefined ? '' : ']'}${hasItem ? '},\n' : ''}{${fields}`;
      [hasItem, isEmpty, list] = [true, fields === '', undefined];
    } else {
      const begin = `${isEmpty ? '' : ','}${JSON.stringify(piece.list)}:[`;
      const before = piece.list === list ? ',' : list === undefined ? begin : `]${begin}`;
      yield before + JSON.stringify(piece.value);
      [isEmpty, list] = [false, piece.list];
    }
  }
  if (hasItem) yield `${list === undefined ? '' : ']'}}`;
}

/** Without what is null, undefined, empty text or an empty list. */
const withoutAbsent = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isAbsent(value)));

const isAbsent = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
