/** What the service itself said about a refusal, below Carol's own sentence. */
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failure';
import { Text } from '../ui/text';
import { IssueList } from './issue-list';

export function FailureDetails({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation();
  if (failure.kind !== 'problem') return null;
  const { detail, errorId, errors, errorCount } = failure.problem;
  return (
    <>
      {detail === null ? null : (
        <Text small tone="muted">
          {t('account.yourData.failed.says', { detail })}
        </Text>
      )}
      {errorId === null ? null : (
        <Text small tone="muted" selectable>
          {t('account.yourData.failed.errorId', { errorId })}
        </Text>
      )}
      {errors.length === 0 ? null : (
        <IssueList
          title={t('account.yourData.issues.errors', { count: errorCount })}
          issues={errors}
          total={errorCount}
        />
      )}
    </>
  );
}
