/** The type of a plain scalar in YAML 1.2's core schema (YAML 1.2.2, section 10.3.2). */
import type { ScalarTag } from './nodes.js';

const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT =
  /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const WORDS = new Map<string, ScalarTag>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, 'null'] as const),
  ...['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map((word) => [word, 'bool'] as const),
]);
const LONGEST_WORD = 5;
const HYPHEN = 0x2d;

/** First characters of numbers: digits, signs and the point. */
const beginsNumber = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e;

/** Letters that no word begins with, in either case: all but f, n and t. */
function isLetterOfNoWord(code: number): boolean {
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a && letter !== 0x66 && letter !== 0x6e && letter !== 0x74;
}

/** `text` is the scalar's text, folded, without surrounding white space. */
export function resolvePlain(text: string): ScalarTag {
  const first = text.charCodeAt(0);
  if (beginsNumber(first)) {
    // A UUID has more hyphens than a number can have; most keys are UUIDs.
    if (text.charCodeAt(8) === HYPHEN && text.charCodeAt(13) === HYPHEN) return 'str';
    if (INTEGER.test(text)) return 'int';
    return FLOAT.test(text) ? 'float' : 'str';
  }
  return text.length <= LONGEST_WORD && !isLetterOfNoWord(first) ? (WORDS.get(text) ?? 'str') : 'str';
}
