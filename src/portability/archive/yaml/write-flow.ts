/** Writes a JSON document in flow style, which does not grow by indentation: JSON itself, with breaks between its items. */
import { JsonCursor } from './json-cursor.js';
import { doubleQuoted, LONGEST_IMPLICIT_KEY, spaces, TEXT_MERGE_KEY } from './write-scalar.js';

/** A line ends with the first item that begins no earlier, UTF-16 code units. */
const LINE_LENGTH = 100;

const OPENING = /["{[]/;

/** Of the outermost bracket of a text. */
interface Flow {
  readonly cursor: JsonCursor;
  /** What a new line begins with. */
  readonly indent: string;
  readonly parts: string[];
  /** Of the line that is being written. */
  length: number;
}

const put = (flow: Flow, text: string): void => {
  flow.parts.push(text);
  flow.length += text.length;
};

/**
 * The document, which must be an object or a list, without a line break at its end.
 * @param column of its other lines, in spaces: two more than the key
 * @throws SyntaxError if it is not JSON, RangeError if it is nested deeper than `deepest`
 */
export function flowJson(json: string, column: number, deepest: number): string {
  const flow: Flow = { cursor: new JsonCursor(json), indent: spaces(column), parts: [], length: 0 };
  writeValue(flow, deepest);
  flow.cursor.end();
  return flow.parts.join('');
}

function writeValue(flow: Flow, levels: number): void {
  const { cursor } = flow;
  const next = cursor.peek();
  if (!OPENING.test(next)) put(flow, cursor.bare());
  else if (next === '"') put(flow, doubleQuoted(cursor.string()));
  else writeCollection(flow, next, levels);
}

function writeCollection(flow: Flow, opening: string, levels: number): void {
  if (levels === 0) throw new RangeError('JSON is nested too deep');
  const { cursor } = flow;
  const closing = opening === '{' ? '}' : ']';
  cursor.expect(opening);
  put(flow, opening);
  for (let isFirst = true; !cursor.accept(closing); isFirst = false) {
    if (!isFirst) {
      cursor.expect(',');
      separate(flow);
    }
    if (opening === '{') writeKey(flow);
    writeValue(flow, levels - 1);
  }
  put(flow, closing);
}

function separate(flow: Flow): void {
  if (flow.length < LINE_LENGTH) return put(flow, ', ');
  flow.parts.push(',\n', flow.indent);
  flow.length = flow.indent.length;
}

function writeKey(flow: Flow): void {
  const key = flow.cursor.string();
  flow.cursor.expect(':');
  const written = key === '<<' ? TEXT_MERGE_KEY : doubleQuoted(key);
  put(flow, written.length > LONGEST_IMPLICIT_KEY ? `? ${written} : ` : `${written}: `);
}

/** The JSON that is written in block style, at most: UTF-16 code units, and collections within one another. */
export const BLOCK_JSON = { length: 8_192, depth: 8 } as const;

/** Whether a JSON document is as well written in block style: small, and flat. By its text alone. */
export function fitsBlock(json: string): boolean {
  if (json.length > BLOCK_JSON.length) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at);
    else if (character === '{' || character === '[') {
      if (++depth > BLOCK_JSON.depth) return false;
    } else if (character === '}' || character === ']') depth--;
  }
  return true;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  for (; at < json.length && json[at] !== '"'; at++) if (json[at] === '\\') at++;
  return at;
}
