/** Where in the archive an issue is, in words. */
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../api/types';

export function issuePlace(t: TFunction, { file, line, column }: Issue): string {
  if (line === null) return file;
  if (column === null) return t('account.yourData.issues.placeLine', { file, line });
  return t('account.yourData.issues.place', { file, line, column });
}

export function useIssuePlace(): (issue: Issue) => string {
  const { t } = useTranslation();
  return useCallback((issue) => issuePlace(t, issue), [t]);
}

/** `file:line:column: detail [code] pointer`, one a line: what editors and compilers understand. */
export function issuesAsText(issues: readonly Issue[]): string {
  return issues
    .map(({ file, line, column, detail, code, pointer }) => {
      const place = [file, line, column].filter((part) => part !== null).join(':');
      return `${place}: ${detail} [${code}]${pointer === '' ? '' : ` ${pointer}`}`;
    })
    .join('\n');
}
