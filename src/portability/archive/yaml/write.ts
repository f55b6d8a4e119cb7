/** Writes the archive's YAML: block style, two spaces, `\n`, and flow style for large JSON; read the same by YAML 1.2 and YAML 1.1. */
import { MAX_JSON_DEPTH } from '../json-depth.js';
import { isNumberToken, JsonCursor } from './json-cursor.js';
import { fitsBlock, flowJson } from './write-flow.js';
import { LONGEST_IMPLICIT_KEY, spaces, writeKey, writeScalar } from './write-scalar.js';

/** Columns of a level. */
export const STEP = 2;
const UNPRINTABLE = /[^\t\u0020-\u007e\u00a0-\ufefe\uff00-\ufffd]|\p{Cs}/gu;
/** Names of fields are shorter; UUIDs are longer and come but once. */
const LONGEST_KEPT_KEY = 32;
const MOST_KEPT_KEYS = 500;

/** The key with its colon, on lines of their own where it is long; `indented` is false right behind the dash of a sequence. */
export function spellKey(column: number, key: string, indented = true): string {
  const indent = spaces(column);
  const written = writeKey(key);
  if (written.length <= LONGEST_IMPLICIT_KEY) return indented ? `${indent}${written}:` : `${written}:`;
  return `${indented ? indent : ''}? ${written}\n${indent}:`;
}

/**
 * Appends to a text in memory; whoever writes drains it with `take` before it grows large.
 * `depth` counts mappings from the top: 0 is the top level of the document. Nothing checks that keys
 * are unique or that a `mapKey` is followed by something deeper.
 */
export class YamlWriter {
  #text = '';
  /** Keys as they were written, by column: the names of fields come again with every row. */
  readonly #keys: Map<string, string>[] = [];

  /** UTF-16 code units that `take` would return. */
  get length(): number {
    return this.#text.length;
  }

  /** What has been written since the last `take`. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** Comment lines at the top level; line breaks in the text begin a new comment line, controls are left out. */
  comment(text: string): void {
    for (const line of text.split(/[\n\r\u0085\u2028\u2029]/)) {
      this.#text += line === '' ? '#\n' : `# ${line.replace(UNPRINTABLE, '')}\n`;
    }
  }

  /** The whole document, when there is nothing to write. */
  emptyDocument(): void {
    this.#text += '{}\n';
  }

  /** A key whose value is a mapping, written next, one level deeper. For an empty one see `emptyMap`. */
  mapKey(depth: number, key: string): void {
    this.#text += `${this.#key(depth * STEP, key)}\n`;
  }

  emptyMap(depth: number, key: string): void {
    this.#text += `${this.#key(depth * STEP, key)} {}\n`;
  }

  scalar(depth: number, key: string, value: string | boolean | null): void {
    const column = depth * STEP;
    const written = typeof value === 'string' ? writeScalar(value, column + STEP) : String(value);
    this.#text += `${this.#key(column, key)} ${written}\n`;
  }

  /** A number in the digits given: a JSON number. Throws a TypeError for anything else, such as NaN. */
  number(depth: number, key: string, token: string): void {
    if (!isNumberToken(token)) throw new TypeError('expected a JSON number');
    this.#text += `${this.#key(depth * STEP, key)} ${token}\n`;
  }

  list(depth: number, key: string, items: readonly string[]): void {
    this.tokens(depth, key, items, writeScalar);
  }

  /** What is spelled already, and stands without quotes. */
  token(depth: number, key: string, token: string): void {
    this.#text += `${this.#key(depth * STEP, key)} ${token}\n`;
  }

  /** A list of what is spelled item by item. @param spell takes the item and the column where it stands */
  tokens<Item>(
    depth: number,
    key: string,
    items: readonly Item[],
    spell: (item: Item, column: number) => string,
  ): void {
    const column = depth * STEP;
    if (items.length === 0) return this.token(depth, key, '[]');
    const dash = `${spaces(column + STEP)}- `;
    this.#text += `${this.#key(column, key)}\n`;
    for (const item of items) this.#text += `${dash}${spell(item, column + 2 * STEP)}\n`;
  }

  /**
   * A JSON object or list, with its numbers in the digits they have: in block style where it is small and flat, else in flow style, as
   * it would grow by its indentation.
   * Throws a SyntaxError if it is not JSON, a RangeError if it is nested deeper than `MAX_JSON_DEPTH`.
   */
  json(depth: number, key: string, json: string): void {
    const column = depth * STEP;
    this.#text += this.#key(column, key);
    if (!fitsBlock(json)) {
      this.#text += ` ${flowJson(json, column + STEP, MAX_JSON_DEPTH)}\n`;
      return;
    }
    const cursor = new JsonCursor(json);
    this.#memberValue(cursor, column);
    cursor.end();
  }

  /** The key with its colon; `indented` is false right behind the dash of a sequence. */
  #key(column: number, key: string, indented = true): string {
    if (!indented || key.length > LONGEST_KEPT_KEY) return spellKey(column, key, indented);
    const kept = (this.#keys[column] ??= new Map());
    let spelt = kept.get(key);
    if (spelt === undefined) {
      spelt = spellKey(column, key, true);
      if (kept.size < MOST_KEPT_KEYS) kept.set(key, spelt);
    }
    return spelt;
  }

  /** What follows a key's colon. */
  #memberValue(cursor: JsonCursor, column: number): void {
    const next = cursor.peek();
    if (next !== '{' && next !== '[') {
      this.#text += ` ${this.#jsonScalar(cursor, next, column + STEP)}\n`;
    } else if (!this.#emptyCollection(cursor, next, ' ')) {
      this.#text += '\n';
      this.#jsonCollection(cursor, next, column + STEP, true);
    }
  }

  #jsonCollection(cursor: JsonCursor, opening: string, column: number, indented: boolean): void {
    let indent = indented;
    do {
      if (opening === '{') {
        const key = cursor.string();
        cursor.expect(':');
        this.#text += this.#key(column, key, indent);
        this.#memberValue(cursor, column);
      } else {
        this.#text += indent ? `${spaces(column)}- ` : '- ';
        this.#itemValue(cursor, column);
      }
      indent = true;
    } while (cursor.accept(','));
    cursor.expect(opening === '{' ? '}' : ']');
  }

  /** What follows the dash of a sequence: a collection begins on the same line. */
  #itemValue(cursor: JsonCursor, column: number): void {
    const next = cursor.peek();
    if (next !== '{' && next !== '[') {
      this.#text += `${this.#jsonScalar(cursor, next, column + STEP)}\n`;
    } else if (!this.#emptyCollection(cursor, next, '')) {
      this.#jsonCollection(cursor, next, column + STEP, false);
    }
  }

  /** Consumes the opening bracket; writes the collection if it is empty, and says whether it was. */
  #emptyCollection(cursor: JsonCursor, opening: string, before: string): boolean {
    cursor.expect(opening);
    const closing = opening === '{' ? '}' : ']';
    if (!cursor.accept(closing)) return false;
    this.#text += `${before}${opening}${closing}\n`;
    return true;
  }

  #jsonScalar(cursor: JsonCursor, next: string, column: number): string {
    return next === '"' ? writeScalar(cursor.string(), column) : cursor.bare();
  }
}
