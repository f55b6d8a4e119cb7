/** How much a row takes in its area file at most: what an export needs to know before it begins. */
import type { Kind, KindField } from './define-kind.js';
import type { KindGraph } from './graph.js';
import { ORIGIN } from './origin.js';
import { VALUE_FORMATS } from './value-formats.js';
import { BLOCK_JSON } from './yaml/write-flow.js';
import { sumOf } from '../sum.js';

/** A field whose value may be long. Every figure is bytes of the file. */
export interface LongField {
  readonly field: KindField;
  /** For each byte of a text, of the items of a list, or of JSON as PostgreSQL prints it. */
  readonly perByte: number;
  /** For each item of a list. */
  readonly perItem: number;
  /** For each of the first bytes of JSON, which may be in block style. */
  readonly perBlockByte: number;
}

export interface RowBytes {
  /** Of the keys, of the indentation, and of values that are short. */
  readonly constant: number;
  readonly longFields: readonly LongField[];
}

const UUID_BYTES = 36;
const QUOTES = 2;
/** A control character is one byte, and six as an escape. */
const ESCAPE_BYTES = 6;
/** A sign of JSON, which has escapes itself: two bytes of a C1 control become six. */
const JSON_ESCAPE = 3;
/** What JSON in flow style has beside: line breaks with their indentation, and what stands before a long key. */
const FLOW_SEPARATORS = 1;
/** `media/<uuid>.<ext>` */
const MEDIA_PATH_BYTES = 'media/'.length + UUID_BYTES + '.'.length + 10;
/** JSON of that many bytes is surely too long for block style; UTF-8 has no more than three for a UTF-16 code unit. */
export const BLOCK_JSON_BYTES = 3 * BLOCK_JSON.length;

const STEP = 2;

/** The bytes of a row of the kind, without its children. */
export function rowBytes({ lineage }: KindGraph, kind: Kind): RowBytes {
  const column = STEP * 2 * (lineage(kind).length - 1);
  const within = column + STEP;
  const keys = [ORIGIN, ...kind.fields].map(({ key }) => within + key.length + ': \n'.length);
  const above = kind.parent ? column + kind.parent.key.length : 0;
  const values = [ORIGIN, ...kind.fields].map((field) => shortBytes(field, within));
  const constant = column + UUID_BYTES + above + 4 + sumOf(keys) + sumOf(values);
  return { constant, longFields: kind.fields.flatMap((field) => longField(field, within)) };
}

/** Of a value, or of what stands around a long one. */
function shortBytes(field: KindField, column: number): number {
  switch (field.type) {
    case 'boolean':
      return 'false'.length;
    case 'integer':
      return 20;
    case 'decimal':
      return field.precision + 3;
    case 'timestamp':
      return '0000-00-00T00:00:00.000000Z'.length + QUOTES;
    case 'date':
    case 'partialDate':
      return '0000-00-00'.length + QUOTES;
    case 'choice':
      return Math.max(...field.values.map((value) => ESCAPE_BYTES * Buffer.byteLength(value))) + QUOTES;
    case 'digest':
      return 64 + QUOTES;
    case 'reference':
      return UUID_BYTES + QUOTES;
    case 'value':
      // An exponent may get a fraction.
      return (VALUE_FORMATS[field.format].mostBytes ?? 0) + QUOTES + '.0'.length;
    case 'media':
      return MEDIA_PATH_BYTES + QUOTES;
    default:
      // Quotes, or the sign of a literal block and its first indentation.
      return column + 2 * STEP + 8;
  }
}

/** @param column of its key */
function longField(field: KindField, column: number): readonly LongField[] {
  const none = { field, perItem: 0, perBlockByte: 0 };
  switch (field.type) {
    case 'text':
    case 'markdown':
      return [{ ...none, perByte: textBytes(column + STEP) }];
    case 'textList':
      return [{ ...none, perByte: textBytes(column + 2 * STEP), perItem: column + 3 * STEP + 8 }];
    case 'list':
      // Each in quotes, at most, behind its dash.
      return [{ ...none, perByte: 1, perItem: column + 3 * STEP + 12 }];
    case 'value':
      return VALUE_FORMATS[field.format].mostBytes === undefined ? [{ ...none, perByte: 1 }] : [];
    case 'json': {
      const deepest = column + STEP * (BLOCK_JSON.depth + 2);
      // Every second byte may begin an item, which stands on a line of its own; a third of the signs of a text may be lines.
      const perBlockByte = Math.ceil(JSON_ESCAPE + (deepest + 3) / 2 + (deepest + 2) / 3);
      return [{ ...none, perByte: JSON_ESCAPE + FLOW_SEPARATORS, perBlockByte }];
    }
    default:
      return [];
  }
}

/** For each byte of a text: as an escape, or in a literal block, where every second one may end a line. `indent` is that of its lines. */
const textBytes = (indent: number): number => Math.max(ESCAPE_BYTES, Math.ceil(1 + indent / 2));
