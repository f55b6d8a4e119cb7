/** Reads collections in the flow style of canonical YAML: quoted keys and texts, numbers and words, a line break behind a comma at most. */
import { hasDuplicates } from './duplicates.js';
import { type FastScanner, HAND_OVER } from './fast-scanner.js';
import type { Entry, Node, Scalar } from './nodes.js';
import { resolvePlain } from './resolve-plain.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const COMMA = 0x2c;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const EXCLAMATION = 0x21;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;

/** A number or a word, and what it ends before. */
const BARE = /[-+.0-9A-Za-z]+(?=[,\]}])/y;

export const beginsFlow = (code: number): boolean => code === OPENING_BRACE || code === OPENING_BRACKET;

/**
 * From the opening bracket on to behind the closing one. `column` is that of the key or dash that it is the value of, from 0: further
 * lines are indented more; `levels` is how many collections may be within one another, this one counted.
 */
export function readFlow(scanner: FastScanner, column: number, levels: number): Node {
  if (levels === 0) throw HAND_OVER;
  const { text, line } = scanner;
  const place = { line, column: scanner.offset - scanner.lineStart + 1 };
  const isMapping = text.charCodeAt(scanner.offset) === OPENING_BRACE;
  // Both closing brackets are two after the opening one.
  const closing = text.charCodeAt(scanner.offset++) + 2;
  scanner.nodes++;
  const entries: Entry[] = [];
  const items: Node[] = [];
  if (text.charCodeAt(scanner.offset) !== closing) {
    for (;;) {
      if (isMapping) entries.push(readEntry(scanner, column, levels));
      else items.push(readValue(scanner, column, levels));
      const code = text.charCodeAt(scanner.offset);
      if (code === closing) break;
      if (code !== COMMA) throw HAND_OVER;
      scanner.offset++;
      toNextItem(scanner, column);
    }
  }
  scanner.offset++;
  if (!isMapping) return { type: 'seq', items, ...place };
  if (hasDuplicates(entries)) throw HAND_OVER;
  return { type: 'map', entries, ...place };
}

function readEntry(scanner: FastScanner, column: number, levels: number): Entry {
  const code = scanner.text.charCodeAt(scanner.offset);
  if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE && code !== EXCLAMATION) throw HAND_OVER;
  const key = scanner.flowScalar();
  if (!scanner.atColon()) throw HAND_OVER;
  scanner.offset++;
  scanner.spaces();
  return { key, value: readValue(scanner, column, levels) };
}

function readValue(scanner: FastScanner, column: number, levels: number): Node {
  const code = scanner.text.charCodeAt(scanner.offset);
  if (beginsFlow(code)) return readFlow(scanner, column, levels - 1);
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE ? scanner.flowScalar() : readBare(scanner);
}

function readBare(scanner: FastScanner): Scalar {
  BARE.lastIndex = scanner.offset;
  const [value] = BARE.exec(scanner.text) ?? [];
  if (value === undefined || value === '-') throw HAND_OVER;
  const { line } = scanner;
  const column = scanner.offset - scanner.lineStart + 1;
  scanner.offset += value.length;
  scanner.nodes++;
  return { type: 'scalar', value, style: 'plain', tag: resolvePlain(value), line, column };
}

/** Over the blank or the line break behind a comma. */
function toNextItem(scanner: FastScanner, column: number): void {
  const { text } = scanner;
  if (text.charCodeAt(scanner.offset) !== LINE_FEED) return scanner.spaces();
  scanner.offset++;
  scanner.line++;
  scanner.lineStart = scanner.offset;
  while (text.charCodeAt(scanner.offset) === SPACE) scanner.offset++;
  if (scanner.offset - scanner.lineStart <= column) throw HAND_OVER;
}
