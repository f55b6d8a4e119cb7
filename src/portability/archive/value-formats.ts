/** Values of one spelling each: what an archive may say, and how PostgreSQL prints it. A new one is an entry here. */
import { z } from 'zod';
import { floatText, numericText } from './number-texts.js';
import { intervalText } from './interval-text.js';
import { isUuid, UUID_PATTERN } from './uuid.js';
import type { ScalarTag } from './yaml/nodes.js';

export type ValueFormat = 'time' | 'interval' | 'uuid' | 'binary' | 'double' | 'real' | 'numeric';

export interface FormatRules {
  /** The type of the column, as PostgreSQL names it. */
  readonly column: string;
  /** The type in staging, where rows are compared; text where the type itself takes for the same what is not. */
  readonly staged: string;
  /** Whether it stands without quotes in an archive. */
  readonly isNumber: boolean;
  /** The rule for the JSON Schema. */
  readonly schema: z.ZodType;
  /** The end of a sentence that begins with "expected". */
  readonly expectation: string;
  /** For documents. */
  readonly summary: string;
  /** Bytes of its text at most; undefined where that may be long. */
  readonly mostBytes: number | undefined;
  /** The text as PostgreSQL prints it; undefined where it is none. @param text a scalar of an archive, or PostgreSQL's own text */
  read(text: string, tag: ScalarTag): string | undefined;
}

const isText = (tag: ScalarTag): boolean => tag === 'str';

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?|24:00:00(?:\.0{1,6})?)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** `12:30:00.500` → `12:30:00.5` */
const withoutZeros = (time: string): string => time.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

/** Numbers that are none have a spelling of their own in YAML. */
const WORDS: Readonly<Record<string, string>> = { NaN: '.nan', Infinity: '.inf', '-Infinity': '-.inf' };

const wordOf = (text: string): string | undefined =>
  /^\.nan$/i.test(text)
    ? 'NaN'
    : /^[-+]?\.inf$/i.test(text)
      ? `${text.startsWith('-') ? '-' : ''}Infinity`
      : undefined;

const number = (
  column: string,
  summary: string,
  digits: (text: string) => string | undefined,
  mostBytes: number | undefined,
): FormatRules => ({
  column,
  staged: column,
  isNumber: true,
  schema: z.number(),
  expectation: 'a number, .nan, .inf or -.inf, without quotes',
  summary,
  mostBytes,
  read: (text, tag) => (tag === 'int' || tag === 'float' ? (wordOf(text) ?? digits(text)) : undefined),
});

export const VALUE_FORMATS: Readonly<Record<ValueFormat, FormatRules>> = {
  time: {
    column: 'time without time zone',
    staged: 'time without time zone',
    isNumber: false,
    schema: z.string().regex(TIME),
    expectation: 'a time of the day such as 12:30:00 or 12:30:00.123456, in quotes',
    summary: 'time of the day',
    mostBytes: 15,
    read: (text, tag) => (isText(tag) && TIME.test(text) ? withoutZeros(text) : undefined),
  },
  interval: {
    column: 'interval',
    // To PostgreSQL a month is as long as 30 days, and is not the same.
    staged: 'text',
    isNumber: false,
    schema: z.string().regex(/^P/),
    expectation: 'a duration such as P1Y2M3DT4H5M6.5S',
    summary: 'duration (ISO 8601)',
    mostBytes: 80,
    read: (text, tag) => (isText(tag) ? intervalText(text) : undefined),
  },
  uuid: {
    column: 'uuid',
    staged: 'uuid',
    isNumber: false,
    schema: z.string().regex(UUID_PATTERN),
    expectation: 'a UUID',
    summary: 'UUID',
    mostBytes: 36,
    read: (text, tag) => (isText(tag) && isUuid(text.toLowerCase()) ? text.toLowerCase() : undefined),
  },
  binary: {
    column: 'bytea',
    staged: 'text',
    isNumber: false,
    schema: z.base64(),
    expectation: 'bytes in Base64 (RFC 4648, section 4), in one line',
    summary: 'bytes in Base64',
    mostBytes: undefined,
    // What is all digits is a number to YAML where nobody has put it in quotes.
    read: (text, tag) =>
      isText(tag) && BASE64.test(text) && Buffer.from(text, 'base64').toString('base64') === text
        ? text
        : undefined,
  },
  double: number('double precision', 'number of double precision', (text) => floatText(text, 'double'), 26),
  real: number('real', 'number of single precision', (text) => floatText(text, 'real'), 18),
  numeric: number('numeric', 'number of any length', numericText, undefined),
};

/**
 * A number as YAML has it.
 * @param text as PostgreSQL prints it
 * @example yamlNumber('1e+20') // '1.0e+20', which YAML 1.1 takes for a number, too
 */
export const yamlNumber = (text: string): string => WORDS[text] ?? text.replace(/^(-?\d+)e/, '$1.0e');
