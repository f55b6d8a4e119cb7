/** Reads one value of an archive as its field wants it. */
import { VALUE_CHARACTERS, type CodeOf, type Expected } from '../errors.js';
import type { KindField } from './define-kind.js';
import { decodeJson } from './decode-json.js';
import { MAX_JSON_DEPTH } from './json-depth.js';
import { leftOf } from './label.js';
import { parseMediaPath } from './paths.js';
import { decimalDigits } from './number-texts.js';
import { arrayLiteral, type SourceLocation } from './staged-row.js';
import { isUuid } from './uuid.js';
import { printable } from './safe-path.js';
import { expectationOf, expectedOf, fitsDecimal, isValidText, MAX_TEXT_BYTES } from './values.js';
import { VALUE_FORMATS } from './value-formats.js';
import type { Node, Scalar } from './yaml/read.js';

export interface Refused {
  readonly code: CodeOf<'validation-failed'>;
  /** What is wrong, and what to do. */
  readonly detail: string;
  readonly at: SourceLocation;
  /** The wrong value, where it is a single one. */
  readonly wrong?: string;
  readonly expected?: Expected;
}

export interface Decoded {
  /** As PostgreSQL reads it. */
  readonly value: string;
}

/**
 * What a field says whose value is not null; a text no longer than its column takes.
 * @param jsonDepth the collections within one another that JSON may have
 */
export function decodeValue(field: KindField, node: Node, jsonDepth = MAX_JSON_DEPTH): Decoded | Refused {
  const outcome = read(field, node, jsonDepth);
  if ('value' in outcome) {
    if (outcome.value.length * 3 <= MAX_TEXT_BYTES || Buffer.byteLength(outcome.value) <= MAX_TEXT_BYTES)
      return outcome;
    const detail = `${field.key} is longer than ${MAX_TEXT_BYTES} bytes. Shorten it, or split it.`;
    return { code: 'too-long', detail, at: node };
  }
  const { code, detail, at = node } = outcome;
  const wrong = wrongValue('type' in at ? (at as Node) : node);
  if (detail !== undefined) return { code, detail, at, ...wrong };
  return {
    code,
    detail: `${field.key}: expected ${expectationOf(field)}.`,
    at,
    ...wrong,
    expected: expectedOf(field),
  };
}

/** A value as it is told; of a list or a mapping none is. */
export const wrongValue = (node: Node): Pick<Refused, 'wrong'> =>
  node.type === 'scalar' ? { wrong: printable(leftOf(node.value, VALUE_CHARACTERS)) } : {};

/** Where it says nothing else: the field expects something else, and the value as a whole is meant. */
type Outcome = Decoded | (Pick<Refused, 'code'> & Partial<Refused>);

const WRONG_TYPE: Outcome = { code: 'type' };
const WRONG_FORMAT: Outcome = { code: 'format' };

function read(field: KindField, node: Node, jsonDepth: number): Outcome {
  if (field.type === 'json') return node.type === 'map' ? decodeJson(node, jsonDepth) : WRONG_TYPE;
  if (field.type === 'textList') {
    if (node.type !== 'seq') return WRONG_TYPE;
    const items: string[] = [];
    for (const item of node.items) {
      if (item.type !== 'scalar' || item.tag !== 'str') return { code: 'type', at: item };
      items.push(item.value);
    }
    return { value: arrayLiteral(items) };
  }
  if (field.type === 'list') return readList(field, node);
  if (node.type !== 'scalar') return WRONG_TYPE;
  switch (field.type) {
    case 'boolean':
      return node.tag === 'bool' ? { value: node.value.toLowerCase() } : WRONG_TYPE;
    case 'integer':
      return node.tag === 'int' ? readInteger(node, field.min, field.max) : WRONG_TYPE;
    case 'decimal':
      if (node.tag !== 'int' && node.tag !== 'float') return WRONG_TYPE;
      return fitsDecimal(node.value, field.precision, field.scale)
        ? { value: node.value }
        : { code: 'range' };
    case 'partialDate':
      // A year alone looks like a number to YAML.
      if (node.tag !== 'str' && node.tag !== 'int') return WRONG_TYPE;
      return isValidText(field, node.value) ? { value: node.value } : WRONG_FORMAT;
    case 'reference': {
      const id = node.value.toLowerCase();
      return node.tag === 'str' && isUuid(id)
        ? { value: id }
        : { code: node.tag === 'str' ? 'uuid' : 'type' };
    }
    case 'media': {
      const id = parseMediaPath(node.value)?.uuid;
      return node.tag === 'str' && id !== undefined ? { value: id } : WRONG_FORMAT;
    }
    case 'value': {
      const { read: textOf, isNumber } = VALUE_FORMATS[field.format];
      const isOfType = isNumber ? node.tag === 'int' || node.tag === 'float' : node.tag === 'str';
      if (!isOfType) return WRONG_TYPE;
      const value = textOf(node.value, node.tag);
      return value === undefined ? { code: isNumber ? 'range' : 'format' } : { value };
    }
    default:
      if (node.tag !== 'str') return WRONG_TYPE;
      if (isValidText(field, node.value)) return { value: node.value };
      return { code: field.type === 'choice' ? 'choice' : 'format' };
  }
}

function readList(field: Extract<KindField, { type: 'list' }>, node: Node): Outcome {
  if (node.type !== 'seq') return WRONG_TYPE;
  const items: (string | null)[] = [];
  for (const item of node.items) {
    if (item.type === 'scalar' && item.tag === 'null') items.push(null);
    else {
      const outcome = read({ ...field.item, key: field.key, column: field.column }, item, 0);
      if (!('value' in outcome)) return { at: item, ...outcome };
      items.push(outcome.value);
    }
  }
  return { value: arrayLiteral(items) };
}

function readInteger(node: Scalar, min: number, max: number): Outcome {
  // Longer than any int8 in octal; spares BigInt the work of a hostile one.
  if (node.value.length > 30) return { code: 'range' };
  const digits = decimalDigits(node.value);
  const value = BigInt(digits);
  return value >= BigInt(min) && value <= BigInt(max) ? { value: digits } : { code: 'range' };
}
