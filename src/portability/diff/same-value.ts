/** Whether two texts of a column are one value. */
import { isDeepStrictEqual } from 'node:util';
import type { KindField } from '../archive/define-kind.js';

/** @param canonical the name under which a row is compared, by its UUID */
export function isSameValue(
  { type }: Pick<KindField, 'type'>,
  [before, after]: readonly [string | null, string | null],
  canonical: (id: string) => string,
): boolean {
  if (before === after) return true;
  if (before === null || after === null) return false;
  if (type === 'reference' || type === 'media') return canonical(before) === canonical(after);
  return type === 'json' && isDeepStrictEqual(parsed(before), parsed(after));
}

/** Strings, to be left alone, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Digits that any double keeps (IEEE 754, binary64). */
const SAFE_DIGITS = 15;

/** Numbers that JavaScript would round stay as they are written, told from texts by a sign that no key or text begins with otherwise. */
const parsed = (json: string): unknown =>
  JSON.parse(
    json.replace(TOKENS, (token) => {
      if (token.startsWith('"')) return `"s${token.slice(1)}`;
      const digits = token.replace(/[eE].*$/, '').replace(/\D/g, '').length;
      return digits <= SAFE_DIGITS && Number.isFinite(Number(token)) ? token : `"n${token}"`;
    }),
  );
