/** What the service itself said about a refusal, beside Carol's own sentence. */
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failure';
import { Text } from '../ui/text';
import { IssueList } from './issue-list';
import { SERVICE_LANGUAGE } from './issue-words';

interface FailureProps {
  readonly failure: Failure;
}

/** Short: it stands where screen readers read everything out at once. */
export function FailureDetails({ failure }: FailureProps) {
  const { t } = useTranslation();
  if (failure.kind !== 'problem') return null;
  const { detail, errorId } = failure.problem;
  return (
    <>
      {detail === null ? null : (
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

/** Up to a thousand mistakes. */
export function FailureIssues({ failure }: FailureProps) {
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
