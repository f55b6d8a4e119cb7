/** Writes one text as a YAML scalar: plain, quoted or as a literal block. */
import { scalarStyle } from './scalar-style.js';

/** YAML 1.1 readers look for the colon of a key no further than 1,024 characters; longer keys are written with `?`. */
export const LONGEST_IMPLICIT_KEY = 1_000;

const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const indents: string[] = [''];

/** A string of that many spaces; kept, because a million rows ask for the same few. */
export function spaces(count: number): string {
  for (let length = indents.length; length <= count; length++) indents.push(' '.repeat(length));
  return indents[count] as string;
}

/** Escapes are those of JSON, which every YAML dialect knows; a lone surrogate is escaped as well. */
export const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const singleQuoted = (text: string): string =>
  text.includes("'") ? `'${text.replaceAll("'", "''")}'` : `'${text}'`;

/** A literal block. Its first line has something on it, which tells the reader the indentation. */
function literal(text: string, column: number): string {
  const indent = spaces(column);
  const ending = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const body = indent + text.replace(/\n(?=[^\n])/g, `\n${indent}`);
  return `|${ending}\n${ending === '-' ? body : body.slice(0, -1)}`;
}

/**
 * The text as a scalar without the line break that ends it.
 * `column` is where the lines of a literal block begin, in spaces: two more than the key or the dash.
 */
export function writeScalar(text: string, column: number): string {
  switch (scalarStyle(text)) {
    case 'plain':
      return text;
    case 'single':
      return singleQuoted(text);
    case 'literal':
      return literal(text, column);
    default:
      return doubleQuoted(text);
  }
}

/** The key `<<` as a text, for readers that merge it however it is quoted. */
export const TEXT_MERGE_KEY = "!!str '<<'";

/** The text as a key, on one line. Psych takes a quoted `<<` for the merge key, too, unless a tag says that it is a text. */
export function writeKey(text: string): string {
  if (text === '<<') return TEXT_MERGE_KEY;
  const style = scalarStyle(text);
  if (style === 'plain') return text;
  return style === 'single' ? singleQuoted(text) : doubleQuoted(text);
}
