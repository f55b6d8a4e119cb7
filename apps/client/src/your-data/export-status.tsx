/** How a download goes or went; wherever one can be started, this stands beside the button. */
import { useTranslation } from 'react-i18next';
import { bytesInWords } from '../i18n/words';
import { Notice } from '../ui/notice';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { FailureNotice } from './failure-notice';
import type { Export } from './use-export';

export function ExportStatus({ exporting }: { readonly exporting: Export }) {
  const { t } = useTranslation();
  const { state } = exporting;
  switch (state.step) {
    case 'idle':
      return null;
    case 'running': {
      const starting = t('account.yourData.export.starting');
      const bytes = bytesInWords(t, state.received);
      const label = state.received === 0 ? starting : t('account.yourData.export.received', { bytes });
      return <Progress label={label} share={null} announce={starting} />;
    }
    case 'done': {
      const { name, size } = state.downloaded;
      return (
        <Notice tone="success">
          <Text>{t('account.yourData.export.done', { name, bytes: bytesInWords(t, size) })}</Text>
          <Text>{t('account.yourData.export.open')}</Text>
        </Notice>
      );
    }
    case 'failed':
      return (
        <FailureNotice title={t('account.yourData.export.failed')} failure={state.failure} doing="export">
          {state.received > 0 ? <Text>{t('account.yourData.export.notSaved')}</Text> : null}
        </FailureNotice>
      );
  }
}
