/** Values that look like those of people, from a seed: the same at every run, for any field of any kind. */
import { type KindField, arrayLiteral } from '../src/portability/kinds.js';

const WORDS =
  'ada analytical engine loom card letter London Zürich naïve 東京 met talked about the and of with first second number note poem machine bridge garden summer winter fair paper idea plan visit dinner music table 2019 half-way café O’Hara'.split(
    ' ',
  );

/** The finalizer of MurmurHash3: every bit of the value moves every bit of the result. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const hex = (word: number): string => word.toString(16).padStart(8, '0');

/** The UUID (version 4 in form) of the row of a kind with this index; in no order, as they are in life. */
export function uuidAt(kind: number, index: number): string {
  const words = [0, 1, 2, 3].map((nth) => hex(mix(index ^ mix(kind + nth * 0x9e3779b1))));
  const [one = '', two = '', three = '', four = ''] = words;
  return `${one}-${two.slice(0, 4)}-4${two.slice(5)}-8${three.slice(1, 4)}-${three.slice(4)}${four}`;
}

export interface Dice {
  /** A whole number from 0, below the limit. */
  below(limit: number): number;
}

/** Marsaglia's xorshift, 32 bits. */
export function seededDice(seed: number): Dice {
  let state = mix(seed + 1) || 1;
  return {
    below(limit) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % limit;
    },
  };
}

export const pick = <Item>(dice: Dice, items: readonly Item[]): Item =>
  items[dice.below(items.length)] as Item;

function phrase(dice: Dice, least: number, most: number): string {
  let text = pick(dice, WORDS);
  for (let more = least + dice.below(most - least + 1); more > 1; more--) text += ` ${pick(dice, WORDS)}`;
  return text;
}

const digits = (value: number, width = 2): string => String(value).padStart(width, '0');

const day = (dice: Dice): string =>
  `${1950 + dice.below(75)}-${digits(1 + dice.below(12))}-${digits(1 + dice.below(28))}`;

/** `2019-05-31`, `2019-05`, `2019`, `--05-31`. */
const PARTS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.slice(0, 7),
  (text) => text.slice(0, 4),
  (text) => `-${text.slice(4)}`,
];

const instant = (dice: Dice): string =>
  `${2010 + dice.below(15)}${day(dice).slice(4)} ${digits(dice.below(24))}:${digits(dice.below(60))}:${digits(dice.below(60))}.${digits(dice.below(1_000_000), 6)}+00`;

/** One text in eight has a link to another row in it. */
function markdown(dice: Dice, linked: () => string): string {
  const lines = Array.from({ length: 1 + dice.below(3) }, () => phrase(dice, 5, 20));
  if (dice.below(8) === 0) lines.push(`[${pick(dice, WORDS)}](${linked()})`);
  return lines.join('\n');
}

/** A value of the field as PostgreSQL reads it; not for references and for what a media file itself says. */
export function valueOf(field: KindField, dice: Dice, linked: () => string): string {
  switch (field.type) {
    case 'text':
      return phrase(dice, 1, 4);
    case 'markdown':
      return markdown(dice, linked);
    case 'choice':
      return pick(dice, field.values);
    case 'boolean':
      return dice.below(2) === 0 ? 't' : 'f';
    case 'integer':
      return String(Math.max(field.min, 0) + dice.below(8));
    case 'decimal':
      return (dice.below(10 ** Math.min(field.precision, 6)) / 10 ** field.scale).toFixed(field.scale);
    case 'date':
      return day(dice);
    case 'partialDate':
      return pick(dice, PARTS)(day(dice));
    case 'timestamp':
      return instant(dice);
    case 'textList':
      return arrayLiteral(Array.from({ length: dice.below(4) }, () => phrase(dice, 2, 8)));
    case 'json':
      return dice.below(2) === 0
        ? '{}'
        : JSON.stringify({ source: pick(dice, WORDS), weight: dice.below(1000) / 8 });
    default:
      throw new Error(`${field.key} is not a value of its own`);
  }
}
