/** Why the summary is shown once more: what has changed since it was agreed to. */
import { useTranslation } from 'react-i18next';
import type { ValidPreview } from '../api/types';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { differencesOf } from './effects';
import type { Stale } from './import-state';
import { useKindName } from './use-kind-name';

interface StaleNoticeProps extends Stale {
  /** As it is now. */
  readonly preview: ValidPreview;
}

export function StaleNotice({ before, preview }: StaleNoticeProps) {
  const { t } = useTranslation();
  const nameOf = useKindName();
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
      <Text>{t('account.yourData.summary.changedCheck')}</Text>
    </Notice>
  );
}
