/** Why the summary is shown once more: what has changed since it was agreed to. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PreviewItem, ValidPreview } from '../api/types';
import { listInWords } from '../i18n/words';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { differencesOf } from './effects';
import type { Stale } from './import-state';
import type { ItemsSubject } from './items/use-items';
import { useOtherRows } from './items/use-other-rows';
import { useKindName } from './use-kind-name';

interface StaleNoticeProps extends Stale {
  /** As it is now. */
  readonly preview: ValidPreview;
  /** Whose rows are compared, as far as they have been read. */
  readonly subject: ItemsSubject;
}

export function StaleNotice({ before, preview, subject }: StaleNoticeProps) {
  const { t } = useTranslation();
  const nameOf = useKindName();
  const others = useOtherRows(before, subject);
  if (before !== null && before.preview.archive.sha256 !== preview.archive.sha256) {
    return (
      <Notice tone="warning">
        <Text>{t('account.yourData.summary.stale')}</Text>
      </Notice>
    );
  }
  const [earlier, now] = [before?.preview.effects[before.mode], before && preview.effects[before.mode]];
  const differences = earlier && now ? differencesOf(earlier, now) : [];
  return (
    <Notice tone="warning" title={t('account.yourData.summary.changed')}>
      {differences.map(({ kind, effect, earlier, now }) => (
        <Text key={`${kind} ${effect}`}>
          {t('account.yourData.summary.changedCount', {
            kind: nameOf(kind),
            now: t(`account.yourData.effects.inWords.${effect}`, { count: now }),
            earlier,
          })}
        </Text>
      ))}
      {earlier && now && differences.length === 0 ? (
        <Text>{t('account.yourData.summary.changedRows')}</Text>
      ) : null}
      {(['added', 'gone'] as const).map((which) =>
        others[which].length === 0 ? null : (
          <Text key={which}>
            {t(`account.yourData.summary.${which}`, { list: othersInWords(t, others[which]) })}
          </Text>
        ),
      )}
      <Text>{t('account.yourData.summary.changedCheck')}</Text>
    </Notice>
  );
}

/** Names that are told; the others are counted. */
const MOST_NAMED = 5;

function othersInWords(t: TFunction, rows: readonly PreviewItem[]): string {
  const named = rows
    .slice(0, MOST_NAMED)
    .map(({ label, effect }) => `${label} (${t(`account.yourData.effects.${effect}`)})`);
  const rest = rows.length - named.length;
  return listInWords(t, rest > 0 ? [...named, t('account.yourData.choice.more', { count: rest })] : named);
}
