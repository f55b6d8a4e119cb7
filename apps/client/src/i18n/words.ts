/** Numbers, sizes and lists in words of the current language. */
import type { TFunction } from 'i18next';
import { KINDS, type Kind } from '../your-data/kinds';

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size in decimal units (1 kB = 1,000 bytes), as file managers show it. */
export function bytesInWords(t: TFunction, bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unbroken(t(`account.yourData.bytes.${UNITS[unit]!}`, { count: value }));
}

/** A duration in seconds and tenths of them; what took less took a tenth. */
export function durationInWords(t: TFunction, milliseconds: number): string {
  return t('account.yourData.result.took', { count: Math.max(1, Math.round(milliseconds / 100)) / 10 });
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `about 20 seconds left`: as exact as such a guess is. */
export function timeLeftInWords(t: TFunction, milliseconds: number): string {
  if (milliseconds < 10_000) return t('account.yourData.timeLeft.moment');
  // What rounds up to a whole minute or hour is told as one.
  if (milliseconds <= MINUTE - 10_000)
    return t('account.yourData.timeLeft.seconds', { count: 10 * Math.ceil(milliseconds / 10_000) });
  if (milliseconds <= HOUR - MINUTE)
    return t('account.yourData.timeLeft.minutes', { count: Math.ceil(milliseconds / MINUTE) });
  return t('account.yourData.timeLeft.hours', { count: Math.ceil(milliseconds / HOUR) });
}

/** `12 people`. */
export function countInWords(t: TFunction, kind: Kind, count: number): string {
  return unbroken(t(`account.counted.${kind}`, { count }));
}

/** `Note`: what one of a kind is called. */
export function nounInWords(t: TFunction, kind: Kind): string {
  const noun = t(`account.counted.${kind}`, { count: 1 }).replace(/^1\s/, '');
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}

/** No line ends between a number and what it counts. */
const unbroken = (words: string): string => words.replace(' ', '\u00a0');

/** `a, b and c`. Without Intl.ListFormat, which phones lack: the catalogue has the two joints. */
export function listInWords(t: TFunction, items: readonly string[]): string {
  const last = items.at(-1);
  if (last === undefined) return '';
  const head = items
    .slice(0, -1)
    .reduce<string | null>(
      (left, right) => (left === null ? right : t('account.yourData.list.comma', { left, right })),
      null,
    );
  return head === null ? last : t('account.yourData.list.and', { left: head, right: last });
}

/** `3 jobs, 12 people and 4 photos and files`: those of `kinds` that there are any of. */
export function countsInWords(
  t: TFunction,
  counts: Readonly<Record<string, number>>,
  kinds: readonly Kind[] = KINDS,
): string {
  const words = kinds
    .filter((kind) => (counts[kind] ?? 0) > 0)
    .map((kind) => countInWords(t, kind, counts[kind]!));
  return listInWords(t, words);
}
