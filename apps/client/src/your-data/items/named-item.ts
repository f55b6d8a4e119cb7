/** What a row is called, in the person's language also where nothing of it is a name. */
import type { TFunction } from 'i18next';
import type { PreviewItem } from '../../api/types';
import { nounInWords } from '../../i18n/words';
import { isKnownKind } from '../kinds';

export function namedItem(t: TFunction, item: PreviewItem): PreviewItem {
  if (item.unnamed !== true) return item;
  const label = isKnownKind(item.kind)
    ? t('account.yourData.items.unnamedOf', { noun: nounInWords(t, item.kind) })
    : t('account.yourData.items.unnamed');
  return { ...item, label };
}
