/** An import that did not happen, or may not have: why, and how to go on with the same file. */
import { useTranslation } from 'react-i18next';
import { isOfFile } from '../api/failure';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { FailureDetails, FailureIssues } from './failure-details';
import { useFailureSentence } from './failure-sentence';
import { isAtHand } from './import-machine';
import type { StepProps } from './import-view';
import { SignInAgain } from './sign-in-again';

export function ImportFailed({ state, dispatch, choose }: StepProps<'failed'>) {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
  const { failure, phase, file, key } = state;
  const ofFile = isOfFile(failure);
  const choosing = (
    <Button
      kind={ofFile ? 'primary' : 'secondary'}
      label={t('account.yourData.import.chooseOther')}
      onPress={choose}
    />
  );
  return (
    <Stack>
      <Notice tone="danger" title={t('account.yourData.failed.heading')} takeFocus>
        <Text>{sentenceOf(failure, phase)}</Text>
        <FailureDetails failure={failure} />
      </Notice>
      <FailureIssues failure={failure} />
      {isAtHand(file) ? <Text>{t('account.yourData.failed.stillChosen', { name: file.name })}</Text> : null}
      <Row>
        {ofFile ? choosing : null}
        {failure.kind === 'signed-out' ? (
          <SignInAgain />
        ) : isAtHand(file) || key !== null ? (
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
