/** How a download goes or went; wherever one can be started, this stands beside the button. */
import { useTranslation } from 'react-i18next';
import { bytesInWords } from '../i18n/words';
import { Row } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { FailureDetails } from './failure-details';
import { useFailureSentence } from './failure-sentence';
import { SignInAgain } from './sign-in-again';
import type { Export } from './use-export';

export function ExportStatus({ exporting }: { readonly exporting: Export }) {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
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
        </Notice>
      );
    }
    case 'failed':
      return (
        <Notice tone="danger" title={t('account.yourData.export.failed')}>
          <Text>{sentenceOf(state.failure, 'export')}</Text>
          {state.received > 0 ? <Text>{t('account.yourData.export.notSaved')}</Text> : null}
          <FailureDetails failure={state.failure} />
          {state.failure.kind === 'signed-out' ? (
            <Row>
              <SignInAgain />
            </Row>
          ) : null}
        </Notice>
      );
  }
}
