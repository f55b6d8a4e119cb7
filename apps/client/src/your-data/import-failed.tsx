/** An import that did not happen, or may not have: why, and how to go on with the same file. */
import { useTranslation } from 'react-i18next';
import { isOfFile, type Failure } from '../api/failure';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Text } from '../ui/text';
import { ChosenFile } from './chosen-file';
import { FailureNotice } from './failure-notice';
import { isAtHand } from './import-state';
import type { StepProps } from './import-view';
import { IssueList } from './issue-list';

export function ImportFailed({ state, dispatch, choose }: StepProps<'failed'>) {
  const { t } = useTranslation();
  const { failure, phase, file, key } = state;
  const ofFile = isOfFile(failure);
  // Looked at once more it would only be refused again; an import of it may go otherwise, in another mode or later.
  const isRefused = ofFile && phase === 'preview';
  const choosing = (
    <Button
      kind={ofFile ? 'primary' : 'secondary'}
      label={t('account.yourData.import.chooseOther')}
      onPress={choose}
    />
  );
  return (
    <Stack>
      <FailureNotice title={t('account.yourData.failed.heading')} failure={failure} doing={phase} takeFocus />
      <Mistakes failure={failure} />
      {isRefused ? (
        <ChosenFile file={file} />
      ) : isAtHand(file) ? (
        <Text>{t('account.yourData.failed.stillChosen', { name: file.name })}</Text>
      ) : null}
      <Row>
        {ofFile ? choosing : null}
        {failure.kind !== 'signed-out' && !isRefused && (isAtHand(file) || key !== null) ? (
          <Button
            kind={ofFile ? 'secondary' : 'primary'}
            label={t(
              phase === 'apply' ? 'account.yourData.import.lookAgain' : 'account.yourData.import.tryAgain',
            )}
            onPress={() => dispatch({ type: 'look-again' })}
          />
        ) : null}
        {ofFile ? null : choosing}
      </Row>
    </Stack>
  );
}

/** Up to a thousand. */
function Mistakes({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation();
  if (failure.kind !== 'problem' || failure.problem.errors.length === 0) return null;
  const { errors, errorCount } = failure.problem;
  return (
    <IssueList
      title={t('account.yourData.issues.errors', { count: errorCount })}
      issues={errors}
      total={errorCount}
    />
  );
}
