/** Arbitrary legal values of each type of field, with a liking for those that break writers and readers of YAML. */
import fc, { type Arbitrary } from 'fast-check';
import { secondDigits } from '../archive/column-type.js';
import type { KindField } from '../kinds.js';
import { valueArbitrary } from './value-arbitraries.js';

/**
 * A value as a test sees it. Text, days, decimals (in digits, with the column's scale) and references are strings; an
 * instant is `2019-05-31T12:00:00.000001Z` without trailing zeros in the fraction; an integer is a number; a JSON object is
 * its text as jsonb prints it; of a value that has one spelling, see `VALUE_FORMATS`, PostgreSQL's text; of a list its items, likewise.
 */
export type FieldValue = string | number | boolean | null | readonly (string | null)[];

const LINE_BREAKS = ['\n', '\r\n', '\r', '\n\n', '\u0085', '\u2028', '\u2029', '\v', '\f'];
const BLANKS = [' ', '\t', '  ', '\u00a0', '\u3000', '\u200b', '\ufeff'];
const LOOK_ALIKES = [
  'null', 'Null', '~', 'true', 'False', 'yes', 'No', 'on', 'y', '0', '-1', '007', '0o14', '0x1F', '1_000', '1e3', '.5',
  '+.inf', '.NaN', '2019', '2019-05-31', '--05-31', '2019-05-31T12:00:00Z', '12:30:45', '<<', '=', '---', '...', '- a',
  '? a', 'a: b', ': ', ' #', '# a', '&a', '*a', '!a', '!!str', '|', '>-', '%YAML 1.2', '@', '`', '"', "'", "''", '\\', '\\n',
  '\\N', '\\.', '{', '}', '[', ']', ',', '{}', '[]', 'NULL', '$1', '__proto__', 'media/', '</script>', '=1+1',
]; // prettier-ignore
const RARE_CHARACTERS = [
  '\u0001', '\u0008', '\u001b', '\u007f', '\u0080', '\u009f', '\u00ad', '\u200d', '\u202e', '\ud7ff', '\ue000', '\ufffd', '\ufffe',
  '\uffff', '\u{1f468}\u200d\u{1f469}', '\u{10ffff}', 'é', 'e\u0301', 'ß', 'İ', '漢字', 'العربية',
]; // prettier-ignore

/** A piece of text: any Unicode but NUL and lone surrogates. */
export const textPiece: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'Ada', 'works at', 'Lovelace') },
  { weight: 2, arbitrary: fc.constantFrom(...LINE_BREAKS) },
  { weight: 2, arbitrary: fc.constantFrom(...BLANKS) },
  { weight: 3, arbitrary: fc.constantFrom(...LOOK_ALIKES) },
  { weight: 1, arbitrary: fc.constantFrom(...RARE_CHARACTERS) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 4 }).map((text) => text.replaceAll('\0', '')),
  },
);

/** Hostile but legal; empty too. */
export const anyText: Arbitrary<string> = fc
  .array(textPiece, { maxLength: 6 })
  .map((pieces) => pieces.join(''));

const inDigits = (value: number | bigint, width: number): string => String(value).padStart(width, '0');

const DAY = 86_400;
/** Seconds since 1970 of the first and the last second that a column holds. */
const [FIRST_SECOND, LAST_SECOND] = [-62_135_596_800, 253_402_300_799];

/** Few different ones are likely too, so that rows tie in their order. @param digits of a second */
const instant = (digits: number): Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        fc.constantFrom(0, 1_700_000_000, 1_700_000_001, FIRST_SECOND, LAST_SECOND),
        fc.integer({ min: FIRST_SECOND, max: LAST_SECOND }),
      ),
      fc.oneof(fc.constantFrom(0, 1, 999_999, 120_000, 1_000), fc.nat(999_999)),
    )
    .map(([seconds, micros]) => {
      const fraction = inDigits(micros, 6).slice(0, digits).replace(/0+$/, '');
      const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
      return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`;
    });

const day: Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(0, 11_016, -1),
    fc.integer({ min: FIRST_SECOND / DAY, max: Math.floor(LAST_SECOND / DAY) }),
  )
  .map((days) => new Date(days * DAY * 1000).toISOString().slice(0, 10));

const partialDate: Arbitrary<string> = fc.oneof(
  day,
  day.map((text) => text.slice(0, 7)),
  day.map((text) => text.slice(0, 4)),
  day.map((text) => `-${text.slice(4)}`),
  fc.constantFrom('2000-02-29', '--02-29', '0001', '9999-12-31'),
);

function decimal(precision: number, scale: number): Arbitrary<string> {
  const most = 10n ** BigInt(precision) - 1n;
  return fc.bigInt({ min: -most, max: most }).map((units) => {
    const digits = inDigits(units < 0n ? -units : units, scale + 1);
    const point = digits.length - scale;
    return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? '.' : ''}${digits.slice(point)}`;
  });
}

/** Texts no longer than their column takes. */
function textsOf({ stored = '' }: KindField): Arbitrary<string> {
  const length = /^character varying\((\d+)\)/.exec(stored)?.[1];
  return length === undefined
    ? anyText
    : anyText.map((text) => Array.from(text).slice(0, Number(length)).join(''));
}

/** Numbers that a double cannot hold are among them. */
const jsonNumber: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.nat(99).map(String), fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String)),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.stringMatching(/^\.[0-9]{1,20}$/)),
  )
  .map(([sign, whole, fraction]) => (/[1-9]/.test(whole + fraction) ? sign : '') + whole + fraction);

const jsonKey: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    '',
    '__proto__',
    'constructor',
    'toString',
    '<<',
    '0',
    '10',
    '$ref',
    'a.b',
    'user_id',
  ),
  anyText,
);

/** jsonb keeps keys by length in bytes, then by bytes, each once. */
const printObject = (entries: readonly (readonly [string, string])[]): string =>
  `{${[...new Map(entries)]
    .map(([key, value]) => ({ key: Buffer.from(key), text: `${JSON.stringify(key)}: ${value}` }))
    .sort((one, other) => one.key.length - other.key.length || Buffer.compare(one.key, other.key))
    .map(({ text }) => text)
    .join(', ')}}`;

const { object: jsonObject } = fc.letrec<{ object: string; value: string }>((tie) => ({
  object: fc.array(fc.tuple(jsonKey, tie('value')), { maxLength: 4 }).map(printObject),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('null', 'true', 'false', '""', '[]', '{}'),
    jsonNumber,
    anyText.map((text) => JSON.stringify(text)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    tie('object'),
  ),
}));

/**
 * An arbitrary value of the field, never null. For links and for what a media file itself says see `graphArbitrary`.
 * @example fc.assert(fc.property(fieldArbitrary(field), (value) => typeof value === 'string'));
 */
export function fieldArbitrary(field: KindField): Arbitrary<FieldValue> {
  switch (field.type) {
    case 'text':
    case 'markdown':
      return textsOf(field);
    case 'choice':
      return fc.constantFrom(...field.values);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(
        fc.integer({ min: Math.max(field.min, 0), max: Math.min(field.max, 3) }),
        fc.integer({ min: field.min, max: field.max }),
      );
    case 'decimal':
      return decimal(field.precision, field.scale);
    case 'date':
      return day;
    case 'partialDate':
      return partialDate;
    case 'timestamp':
      return instant(secondDigits(field));
    case 'textList':
      return fc.array(textsOf(field), { maxLength: 4 });
    case 'list': {
      const item = fieldArbitrary({ ...field.item, key: field.key, column: field.column });
      return fc.array(fc.option(item.map(String), { freq: 6 }), { maxLength: 4 });
    }
    case 'value':
      return valueArbitrary(field.format);
    case 'json':
      return jsonObject;
    default:
      throw new Error(`${field.key} is not a value of its own`);
  }
}
