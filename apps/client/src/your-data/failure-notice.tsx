/** Why something did not happen: Carol's sentence, what the service said, and the way to sign in again where that is why. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failure';
import { router } from '../navigation/navigation';
import { Button } from '../ui/button';
import { Row } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { useFailureSentence, type Doing } from './failure-sentence';
import { SERVICE_LANGUAGE } from './issue-words';

interface FailureNoticeProps {
  readonly title: string;
  readonly failure: Failure;
  readonly doing: Doing;
  /** Takes the focus when it appears, because what had it is gone. */
  readonly takeFocus?: boolean;
  /** What else is to be said or done. */
  readonly children?: ReactNode;
}

/** Short: it stands where screen readers read everything out at once. */
export function FailureNotice({ title, failure, doing, takeFocus = false, children }: FailureNoticeProps) {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
  return (
    <Notice tone="danger" title={title} takeFocus={takeFocus}>
      <Text>{sentenceOf(failure, doing)}</Text>
      <ServicesWords failure={failure} />
      {children}
      {failure.kind === 'signed-out' ? (
        <Row>
          <Button
            kind="primary"
            label={t('account.yourData.failed.signIn')}
            onPress={() => router.push('/sign-in')}
          />
        </Row>
      ) : null}
    </Notice>
  );
}

function ServicesWords({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation();
  if (failure.kind !== 'problem') return null;
  const { detail, errors, errorId } = failure.problem;
  // The list of mistakes says the same, and where.
  const isTold = errors.length > 0;
  return (
    <>
      {detail === null || isTold ? null : (
        <Text small tone="muted">
          {t('account.yourData.failed.says')}{' '}
          <Text small tone="muted" lang={SERVICE_LANGUAGE}>
            {detail}
          </Text>
        </Text>
      )}
      {errorId === null ? null : (
        <Text small tone="muted" selectable>
          {t('account.yourData.failed.errorId', { errorId })}
        </Text>
      )}
    </>
  );
}
