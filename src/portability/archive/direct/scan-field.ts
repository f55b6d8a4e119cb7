/** Copies the value of a field from canonical YAML to a column of COPY, checked as its type wants it. */
import { decodeValue } from '../decode-value.js';
import type { KindField } from '../define-kind.js';
import { FastParser } from '../yaml/fast-parser.js';
import { HAND_OVER } from '../yaml/fast-scanner.js';
import { DEFAULT_YAML_LIMITS, type Node } from '../yaml/nodes.js';
import { resolvePlain } from '../yaml/resolve-plain.js';
import { wholeNumber, isDay, isInstant, isUuidAt, startsWith, UUID_BYTES } from './byte-shapes.js';
import { VALUE_FORMATS } from '../value-formats.js';
import type { ByteScanner } from './byte-scanner.js';
import type { CopyLines } from './copy-lines.js';
import { STEP, type FieldPlace, type PlannedField } from './row-plan.js';
import { copyLiteral } from './scan-literal.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const PIPE = 0x7c;

/** From behind the colon of the key to the line behind the value, which is added to the lines. */
export function copyField(
  scanner: ByteScanner,
  lines: CopyLines,
  planned: PlannedField,
  place: FieldPlace,
): void {
  const { field } = planned;
  if (isCollection(field)) return copyCollection(scanner, lines, field, place);
  const { bytes } = scanner;
  if (bytes[scanner.at] !== SPACE) throw HAND_OVER;
  const first = bytes[++scanner.at];
  if (first === MINUS || first === POINT) return copyNumber(scanner, lines, field);
  if (first === PIPE) {
    if (field.type !== 'text' && field.type !== 'markdown') throw HAND_OVER;
    return copyLiteral(scanner, lines, place.column + STEP);
  }
  scanner.scalar();
  if (scanner.text === undefined && isAsWritten(scanner, planned)) copyScalar(scanner, lines);
  else copyDecoded(lines, field, { type: 'scalar', value: scanner.value, tag: scanner.tag, ...NOWHERE });
}

const isCollection = ({ type }: KindField): boolean =>
  type === 'json' || type === 'textList' || type === 'list';

/** Where something is wrong others say so. */
const NOWHERE = { style: 'plain', line: 0, column: 0 } as const;

/** Whether the last scalar is a value of the field, as it stands there. */
function isAsWritten(scanner: ByteScanner, { field, choices, secondDigits }: PlannedField): boolean {
  const { bytes, from, to } = scanner;
  switch (field.type) {
    case 'text':
    case 'markdown':
      return scanner.tag === 'str';
    case 'timestamp':
      return isInstant(bytes, from, to, secondDigits);
    case 'date':
    case 'partialDate':
      return isDay(bytes, from, to);
    case 'reference':
      return to - from === UUID_BYTES && isUuidAt(bytes, from);
    case 'integer':
      return scanner.isPlain && isWithin(wholeNumber(bytes, from, to), field);
    case 'boolean':
      return scanner.isPlain && (isWord(scanner, TRUE) || isWord(scanner, FALSE));
    case 'choice':
      return choices.some((choice) => isWord(scanner, choice)) && scanner.tag === 'str';
    default:
      return false;
  }
}

const TRUE = Uint8Array.from(Array.from('true', (sign) => sign.charCodeAt(0)));
const FALSE = Uint8Array.from(Array.from('false', (sign) => sign.charCodeAt(0)));

const isWord = ({ bytes, from, to }: ByteScanner, word: Uint8Array): boolean =>
  to - from === word.length && startsWith(bytes, from, word);

const isWithin = (value: number, { min, max }: Extract<KindField, { type: 'integer' }>): boolean =>
  value >= min && value <= max;

function copyScalar(scanner: ByteScanner, lines: CopyLines): void {
  const { bytes, from, to } = scanner;
  if (scanner.hasBackslash) return lines.copyEscaped(bytes, from, to);
  lines.reserve(to - from);
  lines.copy(bytes, from, to);
}

function copyDecoded(lines: CopyLines, field: KindField, node: Node, jsonDepth?: number): void {
  const outcome =
    node.type === 'scalar' && node.tag === 'null' ? undefined : decodeValue(field, node, jsonDepth);
  if (!outcome || !('value' in outcome)) throw HAND_OVER;
  lines.text(outcome.value);
}

/** A number with its sign, or none at all: no other plain scalar of an export begins so. */
function copyNumber(scanner: ByteScanner, lines: CopyLines, field: KindField): void {
  const isNumber = field.type === 'value' && VALUE_FORMATS[field.format].isNumber;
  if (field.type !== 'integer' && field.type !== 'decimal' && !isNumber) throw HAND_OVER;
  const { bytes, at } = scanner;
  scanner.at = bytes.indexOf(LINE_FEED, at);
  const value = bytes.toString('utf8', at, scanner.at);
  copyDecoded(lines, field, { type: 'scalar', value, tag: resolvePlain(value), ...NOWHERE });
  scanner.endLine();
}

/** What may have many lines, which are indented further than its key. */
function copyCollection(scanner: ByteScanner, lines: CopyLines, field: KindField, place: FieldPlace): void {
  const { bytes } = scanner;
  const from = bytes.lastIndexOf(LINE_FEED, scanner.at - 1) + 1;
  do {
    scanner.at = bytes.indexOf(LINE_FEED, scanner.at);
    scanner.endLine();
  } while (scanner.at < scanner.end && isBelow(scanner, place.column));
  const limits = { ...DEFAULT_YAML_LIMITS, depth: place.levels, stringBytes: scanner.mostBytes };
  const text = bytes.toString('utf8', from, scanner.at);
  const parser = new FastParser(text, 1, limits, [place.column]);
  const entry = parser.next();
  // What stands behind the colon may belong to the key.
  if (entry?.key.value !== field.key || parser.rest !== text.length) throw HAND_OVER;
  copyDecoded(lines, field, entry.value, place.jsonDepth);
}

/** Whether the line there is blank, or indented further than that. */
function isBelow({ bytes, at }: ByteScanner, column: number): boolean {
  let content = at;
  while (bytes[content] === SPACE) content++;
  return content - at > column || bytes[content] === LINE_FEED;
}
