/** An archive that could be read, but holds mistakes: each with its place and what to do. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { ArchiveFacts } from './archive-facts';
import { ChosenFile } from './chosen-file';
import type { StepProps } from './import-view';
import { IssueList } from './issue-list';

export function InvalidArchive({ state, dispatch, choose }: StepProps<'invalid'>) {
  const { t } = useTranslation();
  const { file, preview } = state;
  return (
    <Stack>
      <Notice tone="danger" title={t('account.yourData.invalid.heading')} takeFocus>
        <Text>{t('account.yourData.invalid.intro')}</Text>
      </Notice>
      <ChosenFile file={file} />
      <ArchiveFacts archive={preview.archive} />
      <IssueList
        title={t('account.yourData.issues.errors', { count: preview.errorCount })}
        issues={preview.errors}
        total={preview.errorCount}
      />
      {preview.warnings.length === 0 ? null : (
        <IssueList
          title={t('account.yourData.summary.warnings', { count: preview.warningCount })}
          issues={preview.warnings}
          total={preview.warningCount}
        />
      )}
      <Row>
        <Button kind="primary" label={t('account.yourData.import.chooseOther')} onPress={choose} />
        <Button
          label={t('account.yourData.import.lookAgain')}
          onPress={() => dispatch({ type: 'look-again' })}
        />
      </Row>
    </Stack>
  );
}
