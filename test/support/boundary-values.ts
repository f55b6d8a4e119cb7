/** Values at and beyond the edges of each type of field, as SQL and as an archive spell them. */
import { type KindField, MAX_JSON_DEPTH } from '../../src/portability/kinds.js';
import type { FieldValue } from '../../src/portability/testing/field-arbitraries.js';

export interface Candidate {
  readonly name: string;
  /** What a column is given: a value, or the text of one. */
  readonly sql: FieldValue | readonly unknown[];
  /** What stands in an archive; JSON, with `token` for what JavaScript cannot hold. */
  readonly archived: unknown;
  /** What is read back where the value is taken, as `readRows` spells it. */
  readonly means: FieldValue;
}

const TOKEN = '#token#';

/** Stands in plain data for a number whose digits are to come out as they are given. */
export const token = (digits: string): string => `${TOKEN}${digits}${TOKEN}`;

/** JSON text with its tokens as numbers. */
export const withTokens = (json: string): string =>
  json.replaceAll(new RegExp(`"${TOKEN}([^"#]*)${TOKEN}"`, 'g'), '$1');

const MIB = 1_048_576;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 40)}… (${text.length})`;
};

const same = (...values: readonly (FieldValue | readonly unknown[])[]): Candidate[] =>
  values.map((value) => ({ name: show(value), sql: value, archived: value, means: value as FieldValue }));

const spelt = (text: string, means: string): Candidate => ({ name: text, sql: text, archived: text, means });

const number = (digits: string, means: FieldValue = digits): Candidate => ({
  name: show(digits),
  sql: digits,
  archived: token(digits),
  means,
});

/** One JSON text; spelt as jsonb prints it. */
const json = (text: string): Candidate => ({
  name: show(text),
  sql: text,
  archived: JSON.parse(text.replaceAll(/(?<=^|[[: ])(-?\d+(?:\.\d+)?)(?=$|[\]},])/g, `"${TOKEN}$1${TOKEN}"`)),
  means: text,
});

/** An object with so many lists or objects within one another, itself counted. */
export const nested = (depth: number, open: string, close: string): string =>
  `{"a": ${open.repeat(depth - 1)}1${close.repeat(depth - 1)}}`;

/** JSON of so many bytes, with many lists in it: every comma counts. */
function padded(bytes: number): string {
  const lists = Array<string>(MIB / 32)
    .fill('[1, []]')
    .join(', ');
  const around = `{"a": [${lists}, ""]}`;
  return around.replace('""', `"${'x'.repeat(bytes - around.length)}"`);
}

const TEXTS = same(
  '',
  ' ',
  '\r\n',
  '\u0001\u007f\u0085',
  '\ufeff\uffff',
  'a\0b',
  '\ud800',
  'é'.repeat(MIB / 2),
  `${'é'.repeat(MIB / 2)}x`,
);

/** What PostgreSQL's date input takes is among them. */
const NO_DAYS = same('infinity', '-infinity', 'tomorrow', 'now', 'epoch', '2019-02-30', '2023-02-29', '1900-02-29', '2019-13', '2019-13-01',
  '2019-00-10', '0000', '0000-01-01', '10000-01-01', '19-05-31', '2019/05/31', '31.05.2019', '20190531', 'J2451187', '2019-05-31 BC',
  '', ' ', '2019-05-31 ', '2019-5', '--02-30', '--13-01', '---31', '-001', '٢٠١٩', '2019-05-31\n'); // prettier-ignore

const DAYS = same('0001-01-01', '9999-12-31', '2024-02-29', '2000-02-29');

const LIST_BYTES = MIB - '{""}'.length;

/** The first and the last instant, and what lies beyond them. */
export const EDGES_OF_TIME = same(
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59.9999999Z',
  '-infinity',
  'infinity',
);

export function boundaryValues(field: KindField): readonly Candidate[] {
  switch (field.type) {
    case 'text':
    case 'markdown':
      return TEXTS;
    case 'choice':
      return same(
        ...field.values,
        '',
        'unknown',
        field.values[0]?.toUpperCase() ?? '',
        ` ${field.values[0]}`,
      );
    case 'boolean':
      return same(true, false, 'yes', 'on', '1', 'maybe');
    case 'integer': {
      const edges = [field.min - 1, field.min, field.max, field.max + 1].map((edge) =>
        number(String(edge), edge),
      );
      return [...edges, number('1.5'), number('9'.repeat(30)), ...same('', 'one')];
    }
    case 'decimal': {
      const point = '0'.repeat(field.scale);
      const most = '9'.repeat(field.precision - field.scale);
      return [
        ...[`${most}.${point.replaceAll('0', '9')}`, `-${most}.${point.replaceAll('0', '9')}`].map((digits) =>
          number(digits),
        ),
        number('0', `0.${point}`),
        number('00.50', `0.${'5'.padEnd(field.scale, '0')}`),
        ...[`1${most.replaceAll('9', '0')}`, `${most}.9${point.replaceAll('0', '9')}`, `0.0${point}1`].map(
          (digits) => number(digits),
        ),
        { name: 'NaN', sql: 'NaN', archived: token('.nan'), means: 'NaN' },
        { name: 'infinity', sql: 'Infinity', archived: token('.inf'), means: 'Infinity' },
        ...same(''),
      ];
    }
    case 'date':
      return [...NO_DAYS, ...DAYS, ...same('2019', '2019-05', '2019-05-31T00:00:00Z')];
    case 'partialDate':
      return [...NO_DAYS, ...DAYS, ...same('0001', '9999', '2019-12', '--02-29', '--12-31', '--00-01')];
    case 'timestamp':
      return [
        ...NO_DAYS,
        ...same('0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '2026-01-01T24:00:00Z', '2026-01-01T23:59:60Z', '2026-01-01',
          '2026-01-01T00:00:00', '2026-01-01T00:00:00.1234567Z', '9999-12-31T23:59:59.9999999Z', '2026-02-29T00:00:00Z',
          '0001-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '2026-01-01T00:00:00+16:00', '2026-01-01T00:00:00+05:60'),
        spelt('2026-01-01t00:00:00z', '2026-01-01T00:00:00Z'),
        spelt('2026-01-01 00:00:00.50+02', '2025-12-31T22:00:00.5Z'),
        spelt('2026-01-01T00:00:00-0530', '2026-01-01T05:30:00Z'),
        spelt('2026-01-01T00:00:00+15:59', '2025-12-31T08:01:00Z'),
        spelt('0001-01-01T00:00:00-00:01', '0001-01-01T00:01:00Z'),
      ]; // prettier-ignore
    case 'textList':
      return [
        ...same(
          [],
          [''],
          ['', ' ', 'NULL', 'null', '{}', '"', '\\', ',', 'é\n'],
          [null],
          ['a', null],
          [['a']],
        ),
        ...['x', ' ', '"', '\\'].flatMap((unit) => {
          const escaped = unit === '"' || unit === '\\' ? 2 : 1;
          const most = unit.repeat(LIST_BYTES / escaped);
          return same([most], [`${most}x`]);
        }),
        // `"x",` takes four bytes, and so do the braces less a comma and three bytes more.
        same(Array<string>(MIB / 4 - 1).fill('x')),
        same([...Array<string>(MIB / 4 - 1).fill('x'), 'xx']),
        ...same(['a', 'é\0']),
      ].flat();
    case 'json':
      return [
        ...['{}', '{"": null, "__proto__": [], "constructor": {}}', '{"a": [1, "1", true, null, -0.50, {}]}', '[]', '"a"', '1'].map(json),
        ...[MAX_JSON_DEPTH, MAX_JSON_DEPTH + 1, 600].flatMap((depth) => [nested(depth, '[', ']'), nested(depth, '{"a": ', '}')].map(json)),
        ...['9'.repeat(131_072), '9'.repeat(131_073), `0.${'3'.repeat(16_383)}`, `0.${'3'.repeat(16_384)}`, `-1${'0'.repeat(500)}.5`].map(
          (digits) => json(`{"n": ${digits}}`),
        ),
        ...[9, 8].map((less) => json(`{"a": "${'x'.repeat(MIB - less)}"}`)),
        ...[0, 1].map((more) => json(padded(MIB + more))),
        ...['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"\\u0000": 1}'].map(json),
      ]; // prettier-ignore
    case 'digest':
      return same('0123456789abcdef'.repeat(4), 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64), '', `${'a'.repeat(64)}\n`); // prettier-ignore
    default:
      throw new Error(`${field.key} is no value of its own`);
  }
}
