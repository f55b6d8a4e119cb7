/** Where an archive comes from and what it holds, in words. */
import { useTranslation } from 'react-i18next';
import type { ArchiveDescription } from '../api/types';
import { bytesInWords, countsInWords } from '../i18n/words';
import { Stack } from '../ui/layout';
import { Text } from '../ui/text';
import { MAIN_KINDS } from './kinds';

export function ArchiveFacts({ archive }: { readonly archive: ArchiveDescription }) {
  const { t } = useTranslation();
  const when = new Date(archive.exportedAt);
  const version = archive.appVersion;
  const counts = countsInWords(t, archive.counts, MAIN_KINDS);
  return (
    <Stack gap="xs">
      <Text>
        {Number.isNaN(when.getTime())
          ? t('account.yourData.summary.originUnknown', { version })
          : t('account.yourData.summary.origin', { when, version })}
      </Text>
      <Text>
        {counts === ''
          ? t('account.yourData.summary.empty')
          : t('account.yourData.summary.holds', { counts })}
      </Text>
      {archive.media.bytes > 0 ? (
        <Text>
          {t('account.yourData.summary.mediaSize', { bytes: bytesInWords(t, archive.media.bytes) })}
        </Text>
      ) : null}
    </Stack>
  );
}
