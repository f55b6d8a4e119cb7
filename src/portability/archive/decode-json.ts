/** A YAML node as the text of a JSON document, with every number as it was written. */
import type { CodeOf } from '../errors.js';
import { MAX_JSON_DEPTH } from './json-depth.js';
import type { SourceLocation } from './staged-row.js';
import { decimalDigits } from './number-texts.js';
import { MAX_TEXT_BYTES } from './values.js';
import type { Node, Scalar } from './yaml/read.js';

export type JsonOutcome =
  | { readonly value: string }
  | { readonly code: CodeOf<'validation-failed'>; readonly detail: string; readonly at: SourceLocation };

/** The largest power of ten that a number is written out for. */
const MAX_EXPONENT = 400;

/** The digits before and after the point of the longest number that PostgreSQL holds (its manual, "Numeric Types"). */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_FRACTION_DIGITS = 16_383;

class NotJson {
  constructor(
    readonly code: CodeOf<'validation-failed'>,
    readonly detail: string,
    readonly at: SourceLocation,
  ) {}
}

/** Bytes that are left while a document is written, and the collections within one another that it may have. */
interface Room {
  bytes: number;
  readonly deepest: number;
}

/**
 * The node in the spelling that PostgreSQL's jsonb prints, so that its length here is its length there.
 * Infinity and not-a-number have no place in JSON (RFC 8259, section 6).
 * @param deepest collections within one another, the outermost counted
 */
export function decodeJson(node: Node, deepest: number = MAX_JSON_DEPTH): JsonOutcome {
  const room: Room = { bytes: MAX_TEXT_BYTES, deepest };
  try {
    return { value: write(node, room, 1) };
  } catch (error) {
    if (error instanceof NotJson) return error;
    throw error;
  }
}

/** @param level that a collection has here */
function write(node: Node, room: Room, level: number): string {
  const text = node.type === 'scalar' ? writeScalar(node) : writeCollection(node, room, level);
  if (node.type === 'scalar') take(room, Buffer.byteLength(text), node);
  return text;
}

/** Stops at the first byte too many: what is too long is never written out as a whole. */
function take(room: Room, bytes: number, at: SourceLocation): void {
  room.bytes -= bytes;
  if (room.bytes < 0)
    throw new NotJson('too-long', `This is longer than ${MAX_TEXT_BYTES} bytes of JSON. Shorten it.`, at);
}

const SEPARATOR = ', ';

function writeCollection(node: Exclude<Node, Scalar>, room: Room, level: number): string {
  const { deepest } = room;
  if (level > deepest)
    throw new NotJson('depth', `This is nested more than ${deepest} levels deep. Make it flatter.`, node);
  take(room, 2, node);
  const separate = (index: number): void => take(room, index === 0 ? 0 : SEPARATOR.length, node);
  if (node.type === 'seq') {
    const items = node.items.map((item, index) => {
      separate(index);
      return write(item, room, level + 1);
    });
    return `[${items.join(SEPARATOR)}]`;
  }
  const members: Member[] = [];
  for (const { key, value } of node.entries) {
    separate(members.length);
    const name = `${JSON.stringify(key.value)}: `;
    take(room, Buffer.byteLength(name), node);
    members.push({ key: Buffer.from(key.value), text: name + write(value, room, level + 1) });
  }
  return `{${inOrder(members).join(SEPARATOR)}}`;
}

interface Member {
  readonly key: Buffer;
  readonly text: string;
}

/** jsonb keeps the keys of an object by their bytes of UTF-8: the shorter first, then in the order of the bytes (PostgreSQL, `lengthCompareJsonbString`). */
const inOrder = (members: Member[]): readonly string[] =>
  members.sort((a, b) => a.key.length - b.key.length || Buffer.compare(a.key, b.key)).map(({ text }) => text);

function writeScalar(node: Scalar): string {
  switch (node.tag) {
    case 'null':
      return 'null';
    case 'bool':
      return node.value.toLowerCase();
    case 'int':
      return writeInteger(node);
    case 'float':
      return writeFloat(node);
    default:
      return JSON.stringify(node.value);
  }
}

const tooLong = (at: SourceLocation): NotJson =>
  new NotJson('range', 'This number is too long. Write it as a text, in quotes.', at);

function writeInteger(node: Scalar): string {
  if (/^[-+]?\d+$/.test(node.value)) {
    const [, sign, digits = ''] = /^([-+]?)0*(\d+)$/.exec(node.value) ?? [];
    if (digits.length > MAX_WHOLE_DIGITS) throw tooLong(node);
    return `${sign === '-' && digits !== '0' ? '-' : ''}${digits}`;
  }
  if (node.value.length > 1000) throw tooLong(node);
  return decimalDigits(node.value);
}

function writeFloat(node: Scalar): string {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(node.value);
  const exponent = Number(parts?.[4] ?? '0');
  if (!parts || Math.abs(exponent) > MAX_EXPONENT) {
    throw new NotJson(
      'range',
      `Only finite numbers up to 1e${MAX_EXPONENT} can be kept. Write it as a text, in quotes.`,
      node,
    );
  }
  const [, sign = '', whole = '', fraction = ''] = parts;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point > 0 ? digits.padEnd(point, '0') : '0'.repeat(1 - point) + digits;
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(at);
  if (integer.length > MAX_WHOLE_DIGITS || rest.length > MAX_FRACTION_DIGITS) throw tooLong(node);
  // numeric has no negative zero.
  const minus = sign === '-' && /[1-9]/.test(digits) ? '-' : '';
  return `${minus}${integer}${rest === '' ? '' : `.${rest}`}`;
}
