/** SQL that says how long values are, and why a row cannot stand in an archive. */
import type { Kind, KindField } from '../archive/define-kind.js';
import { jsonDepth } from '../archive/json-depth.js';
import { VALUE_FORMATS } from '../archive/value-formats.js';
import { MAX_TEXT_BYTES } from '../archive/values.js';
import type { ImportLimits } from '../limits.js';
import { identifier, literal } from './sql.js';

/** Why a row cannot stand in an archive. */
export type Unfitness = 'too_long' | 'too_deep' | 'nested';

/** How long a value is, as SQL. */
export type BytesOf = (field: KindField) => string;

/** The bytes of a value: of a text, of the items of a list, of JSON as it is printed. */
export function ownBytes({ type, column }: KindField): string {
  const name = identifier(column);
  if (type === 'json') return `coalesce(octet_length(NULLIF(${name}, '{}'::jsonb)::text), 0)`;
  return `coalesce(octet_length(${printed(type, name)}), 0)`;
}

function printed(type: KindField['type'], name: string): string {
  switch (type) {
    case 'textList':
      return `array_to_string(${name}, '')`;
    case 'list':
      // A null is four signs without quotes, others have two.
      return `array_to_string(${name}::text[], '', 'NU')`;
    case 'value':
      return `${name}::text`;
    default:
      return name;
  }
}

/** @returns a condition over the columns of a row */
export function unfitness(
  kind: Kind,
  why: Unfitness,
  limits: Pick<ImportLimits, 'stringBytes' | 'yamlDepth'>,
  bytesOf: BytesOf = ownBytes,
): string {
  const ofField: Readonly<Record<Unfitness, (field: KindField) => string>> = {
    too_long: (field) => isTooLong(field, limits.stringBytes, bytesOf),
    too_deep: (field) => isTooDeep(field, jsonDepth(limits.yamlDepth), bytesOf),
    nested: (field) => (isList(field) ? isNestedList(field) : ''),
  };
  const conditions = kind.fields.map(ofField[why]);
  return `(${['false', ...conditions.filter((condition) => condition !== '')].join(' OR ')})`;
}

/** What is costly to ask is asked of values alone that may be too long. */
function isTooLong(field: KindField, stringBytes: number, bytesOf: BytesOf): string {
  const name = identifier(field.column);
  const most = Math.min(stringBytes, MAX_TEXT_BYTES);
  switch (field.type) {
    case 'text':
    case 'markdown':
      return `${bytesOf(field)} > ${most}`;
    case 'value':
      return VALUE_FORMATS[field.format].mostBytes === undefined ? `${bytesOf(field)} > ${most}` : '';
    case 'list':
      return `${bytesOf(field)} + 3 * cardinality(${name}) + 1 > ${MAX_TEXT_BYTES}`;
    case 'textList':
      // As an import counts it: every item in quotes, with a comma but for the last, and braces around them.
      return `CASE WHEN 2 * ${bytesOf(field)} + 3 * cardinality(${name}) + 1 > ${most}
        THEN octet_length(replace(replace(array_to_string(${name}, ''), '\\', '\\\\'), '"', '\\"')) + 3 * cardinality(${name}) + 1 > ${MAX_TEXT_BYTES}
          OR (SELECT max(octet_length(item)) FROM unnest(${name}) AS item) > ${stringBytes}
        ELSE false END`;
    case 'json':
      return `CASE WHEN ${bytesOf(field)} > ${most}
        THEN octet_length(${name}::text) > ${MAX_TEXT_BYTES}
          OR EXISTS (SELECT FROM jsonb_path_query(${name}, 'strict $.** ? (@.type() == "string")') AS text WHERE octet_length(text #>> '{}') > ${stringBytes})
          OR EXISTS (SELECT FROM jsonb_path_query(${name}, 'strict $.** ? (@.type() == "object")') AS object, jsonb_object_keys(object) AS key WHERE octet_length(key) > ${stringBytes})
        ELSE false END`;
    default:
      return '';
  }
}

/** JSON that is as deep has a bracket of either sort for each level. */
function isTooDeep(field: KindField, deepest: number, bytesOf: BytesOf): string {
  if (field.type !== 'json') return '';
  const name = identifier(field.column);
  const level = Math.max(0, deepest);
  return `CASE WHEN ${bytesOf(field)} > ${2 * level}
    THEN jsonb_path_exists(${name}, 'strict $.**{${level} to last} ? (@.type() == "object" || @.type() == "array")')
    ELSE false END`;
}

export const isList = ({ type }: KindField): boolean => type === 'textList' || type === 'list';

const isNestedList = ({ column }: KindField): string =>
  `coalesce(array_ndims(${identifier(column)}) > 1, false)`;

/** The first such column of a row, null where it has none. */
export function nestedColumn({ fields }: Kind): string {
  const cases = fields
    .filter(isList)
    .map((field) => `WHEN ${isNestedList(field)} THEN ${literal(field.column)}`);
  return cases.length === 0 ? 'NULL' : `CASE ${cases.join(' ')} END`;
}
