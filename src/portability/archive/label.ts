/** What a person calls a row: a template over its fields, declared with the kind. */
import type { Field } from './fields.js';

/** A value: the first of the keys that has one. */
export interface LabelValue {
  readonly keys: readonly string[];
}

/** A text with words in it (` at `): left out where one of the values on its two sides is not there. */
export interface LabelWords {
  readonly words: string;
  readonly between: readonly LabelValue[];
}

/** A piece of a label: a text, words, a value, or pieces that are left out where none of their values is there. */
export type LabelPart = string | LabelWords | LabelValue | { readonly optional: readonly LabelPart[] };

/** The key by which a label names the row that its row belongs to. */
export const PARENT_KEY = 'parent';

/** Characters of a label at most. */
export const LABEL_CHARACTERS = 200;

/**
 * Reads a template. `{key}` is the value of a field; of a reference, a file or the `parent` it is the label of that row, and
 * `{key.other}` is the field `other` of it. `{one|other}` is the first that there is. What is in brackets is left out where
 * none of its values is there; so are words that have no value on one of their sides.
 * @throws Error where it cannot be read (a mistake of the programmer)
 * @example parseLabel('{title} at {parent.company}[, {start}–{end}]')
 */
export function parseLabel(template: string): readonly LabelPart[] {
  const parts = piecesOf(template);
  return withSides(parts, labelValues(parts), { passed: 0 });
}

function piecesOf(template: string): readonly LabelPart[] {
  const parts: LabelPart[] = [];
  for (const [piece] of template.matchAll(/\[[^\]]*\]|\{[^}]*\}|[^[{]+/g)) {
    if (piece.startsWith('[')) parts.push({ optional: piecesOf(piece.slice(1, -1)) });
    else if (piece.startsWith('{')) parts.push({ keys: piece.slice(1, -1).split('|') });
    else parts.push(piece);
  }
  return parts;
}

/** @param position how many of the label's values were passed so far */
const withSides = (
  parts: readonly LabelPart[],
  values: readonly LabelValue[],
  position: { passed: number },
): readonly LabelPart[] =>
  parts.map((part) => {
    if (typeof part !== 'string') {
      if ('optional' in part) return { optional: withSides(part.optional, values, position) };
      position.passed += 1;
      return part;
    }
    if (!/\p{L}/u.test(part)) return part;
    return { words: part, between: values.slice(Math.max(0, position.passed - 1), position.passed + 1) };
  });

/** The values that stand in a label, from left to right. */
export const labelValues = (parts: readonly LabelPart[]): readonly LabelValue[] =>
  parts.flatMap((part) => {
    if (typeof part === 'string' || 'words' in part) return [];
    return 'optional' in part ? labelValues(part.optional) : [part];
  });

/** A key of a label, in its two halves. */
export function labelPath(key: string): { readonly name: string; readonly of: string | undefined } {
  const [name = '', of] = key.split('.');
  return { name, of };
}

/** The label of a kind that declares none: the first text that every row has, or else the first text. */
export function defaultLabel(fields: Readonly<Record<string, Field>>): string {
  const texts = Object.entries(fields).filter(([, { type }]) => type === 'text' || type === 'markdown');
  const [key] = texts.find(([, { nullable }]) => !nullable) ?? texts[0] ?? [];
  return key === undefined ? '' : `{${key}}`;
}

/**
 * Fills a template, as long as a label is.
 * @param valueOf the value of a key; null where there is none
 */
export const fillLabel = (parts: readonly LabelPart[], valueOf: (key: string) => string | null): string =>
  leftOf(
    joined(parts, ({ keys }) => firstOf(keys, valueOf)),
    LABEL_CHARACTERS,
  );

function joined(parts: readonly LabelPart[], valueOf: (value: LabelValue) => string | null): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('words' in part) return part.between.every((value) => valueOf(value) !== null) ? part.words : '';
      if (!('optional' in part)) return valueOf(part) ?? '';
      const isThere = labelValues(part.optional).some((value) => valueOf(value) !== null);
      return isThere ? joined(part.optional, valueOf) : '';
    })
    .join('');
}

function firstOf(keys: readonly string[], valueOf: (key: string) => string | null): string | null {
  for (const key of keys) {
    const value = valueOf(key);
    if (value !== null) return value;
  }
  return null;
}

/** The first characters of a text, as PostgreSQL counts them: one outside the basic plane is one. */
export const leftOf = (text: string, characters: number): string =>
  text.length <= characters ? text : [...text.slice(0, 2 * characters)].slice(0, characters).join('');

/** The label of a row of which not all can be read: without what a name that is missing leaves behind. */
export const partialLabelOf = (text: string | null | undefined): string | undefined =>
  labelOf(labelOf(text)?.replace(/(?:[\s:,–(]|\(\))+$/, ''));

/** The label as it is told: on one line, or undefined where there is none. */
export function labelOf(text: string | null | undefined): string | undefined {
  const label = text?.replace(/[\n\r\t]/g, ' ').trim();
  return label === '' ? undefined : label;
}
