/** What each type of field takes: the rule as a zod schema, and its text in the archive as a value for the database. */
import { z } from 'zod';
import type { Expected } from '../errors.js';
import { secondDigits } from './column-type.js';
import type { Field, TimestampField } from './field-types.js';
import { UUID, UUID_PATTERN } from './uuid.js';
import { VALUE_FORMATS } from './value-formats.js';

/** The longest text that a column holds, in bytes of UTF-8; the database checks the same. */
export const MAX_TEXT_BYTES = 1_048_576;

const MEDIA_PATTERN = new RegExp(`^media/${UUID}\\.[a-z0-9]{1,10}$`);
const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const PARTIAL_DATE_PATTERN = /^(\d{4}|\d{4}-\d{2}|\d{4}-\d{2}-\d{2}|--\d{2}-\d{2})$/;
/** RFC 3339, and with a space for the T as YAML 1.1 tools write it; by the digits of a second, no more than PostgreSQL's microseconds. */
const TIMESTAMP_PATTERNS = Array.from({ length: 7 }, (_, digits) => {
  const fraction = digits === 0 ? '()' : `(\\.\\d{1,${digits}})?`;
  return new RegExp(
    `^(\\d{4}-\\d{2}-\\d{2})[Tt ]([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d)${fraction}([Zz]|[+-](?:0\\d|1[0-5])(?::?[0-5]\\d)?)$`,
  );
});

const timestampPattern = (field: TimestampField): RegExp => TIMESTAMP_PATTERNS[secondDigits(field)] as RegExp;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  if (year < 1 || day < 1 || day > (DAYS[month - 1] ?? 0)) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month !== 2 || day < 29 || leap;
}

function isPartialDate(text: string): boolean {
  if (text.startsWith('--')) return isDay(`2000${text.slice(1)}`);
  return isDay(`${text}${'-01-01'.slice(text.length === 4 ? 0 : 3, text.length === 10 ? 3 : 6)}`);
}

function isTimestamp(field: TimestampField, text: string): boolean {
  const parts = timestampPattern(field).exec(text);
  if (!parts?.[1] || !isDay(parts[1])) return false;
  // In UTC the year is the day's: of four digits, and not 0.
  if (parts[6] === 'Z') return true;
  const zone = (parts[6] ?? '').replace(/^([+-]\d{2})$/, '$1:00').replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const year = new Date(
    `${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}${zone.toUpperCase()}`,
  ).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** The rule that a field's value must meet; what an editor can check ends up in the JSON Schema. */
function ruleOf(field: Field): z.ZodType {
  switch (field.type) {
    case 'choice':
      return z.enum(field.values as [string, ...string[]]);
    case 'boolean':
      return z.boolean();
    case 'integer':
      return z.int().min(field.min).max(field.max);
    case 'decimal': {
      const bound = 10 ** (field.precision - field.scale);
      // No multipleOf: editors divide doubles, and 0.3 is no multiple of 0.1 to them.
      return z.number().gt(-bound).lt(bound);
    }
    case 'date':
      return z.string().regex(DAY_PATTERN).refine(isDay);
    case 'partialDate':
      return z.string().regex(PARTIAL_DATE_PATTERN).refine(isPartialDate);
    case 'timestamp':
      return z
        .string()
        .regex(timestampPattern(field))
        .refine((text) => isTimestamp(field, text));
    case 'textList':
      return z.array(z.string());
    case 'list':
      return z.array(ruleOf(field.item).nullable());
    case 'value':
      return VALUE_FORMATS[field.format].schema;
    case 'json':
      return z.record(z.string(), z.unknown());
    case 'digest':
      return z.string().regex(/^[0-9a-f]{64}$/);
    case 'reference':
      return z.string().regex(UUID_PATTERN);
    case 'media':
      return z.string().regex(MEDIA_PATTERN);
    default:
      return z.string();
  }
}

/** The schema of a field as it stands in an archive, described, with null and default. */
export function fieldSchema(field: Field): z.ZodType {
  const rule = ruleOf(field);
  const schema = field.nullable ? rule.nullable() : rule;
  const described = schema.describe(field.description);
  return field.default === undefined ? described : described.meta({ default: field.default });
}

/** What a person is told to write; the end of a sentence that begins with "expected". */
export function expectationOf(field: Field): string {
  switch (field.type) {
    case 'choice':
      return `one of: ${field.values.join(', ')}`;
    case 'boolean':
      return 'true or false, without quotes';
    case 'integer':
      return `a whole number from ${field.min} to ${field.max}, without quotes`;
    case 'decimal':
      return `a number with at most ${field.precision - field.scale} digits before and ${field.scale} after the point, without quotes`;
    case 'date':
      return 'a day such as 2019-05-31';
    case 'partialDate':
      return 'a date such as 2019, 2019-05, 2019-05-31 or --05-31';
    case 'timestamp':
      return instantExpectation(secondDigits(field));
    case 'textList':
      return 'a list of texts (in quotes where one looks like a number, true, false or null)';
    case 'list':
      return `a list, each item of which is null or ${expectationOf(field.item)}`;
    case 'value':
      return VALUE_FORMATS[field.format].expectation;
    case 'json':
      return 'a mapping';
    case 'digest':
      return 'a SHA-256 digest of 64 lower-case hexadecimal digits';
    case 'reference':
      return 'a UUID';
    case 'media':
      return 'a path such as media/<uuid>.jpg';
    default:
      return 'a text (put it in quotes if it looks like a number, true, false or null)';
  }
}

/** The same for programs. */
export function expectedOf(field: Field): Expected {
  const { type } = field;
  if (type === 'choice') return { type, values: [...field.values] };
  return type === 'integer' ? { type, min: field.min, max: field.max } : { type };
}

const instantExpectation = (digits: number): string => {
  const example = `2019-05-31T12:00:00${digits === 0 ? '' : `.${'123456'.slice(0, digits)}`}Z`;
  const most = digits === 0 ? 'no fraction of a second' : `at most ${DIGIT_WORDS[digits]} after the point`;
  return `an instant such as ${example}, with its time zone and ${most}`;
};

const DIGIT_WORDS = [
  '',
  'one digit',
  'two digits',
  'three digits',
  'four digits',
  'five digits',
  'six digits',
];

/** Whether a text is a valid value of a field whose value is text in the archive. */
export function isValidText(field: Field, value: string): boolean {
  switch (field.type) {
    case 'text':
    case 'markdown':
      return true;
    case 'choice':
      return field.values.includes(value);
    case 'date':
      return isDay(value);
    case 'partialDate':
      return PARTIAL_DATE_PATTERN.test(value) && isPartialDate(value);
    case 'timestamp':
      return isTimestamp(field, value);
    case 'digest':
      return /^[0-9a-f]{64}$/.test(value);
    default:
      return false;
  }
}

/** Whether a number token fits a numeric column without being rounded. */
export function fitsDecimal(token: string, precision: number, scale: number): boolean {
  const parts = /^[+-]?(\d*)(?:\.(\d*))?$/.exec(token);
  if (!parts || (parts[1] === '' && !parts[2])) return false;
  const whole = (parts[1] ?? '').replace(/^0+/, '');
  const fraction = (parts[2] ?? '').replace(/0+$/, '');
  return whole.length <= precision - scale && fraction.length <= scale;
}
