/** What of a file is left out by choice. */
import type { TFunction } from 'i18next';
import { listInWords } from '../i18n/words';
import type { Choice } from './choice';

/** Names that are told; the others are counted. */
const MOST_NAMED = 5;

/** "Left out as you chose: notes, Ada and 3 more". */
export function choiceInWords(
  t: TFunction,
  { areas, rows }: Choice,
  areaName: (area: string) => string,
): string {
  const named = rows.slice(0, MOST_NAMED).map(({ label }) => label);
  const rest = rows.length - named.length;
  const more = rest > 0 ? [t('account.yourData.choice.more', { count: rest })] : [];
  return t('account.yourData.choice.leftOut', {
    list: listInWords(t, [...areas.map(areaName), ...named, ...more]),
  });
}
