/** Turns a failure into the one sentence that Carol says about it. */
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failure';
import type { Problem } from '../api/problem';
import { bytesInWords } from '../i18n/words';

/** What was being done. */
export type Doing = 'export' | 'preview' | 'items' | 'apply' | 'undo' | 'forget' | 'sign-in';

export function failureSentence(t: TFunction, failure: Failure, doing: Doing): string {
  switch (failure.kind) {
    case 'network':
      return t(`account.failures.${NETWORK[doing]}`);
    case 'incomplete':
      return t('account.failures.incomplete');
    case 'file-unreadable':
      return t('account.failures.fileUnreadable');
    case 'signed-out':
      return t(doing === 'export' ? 'account.failures.signedOutExport' : 'account.failures.signedOutImport');
    case 'problem':
      return problemSentence(t, failure.problem);
    case 'unexpected':
      return t('account.failures.unexpected');
    case 'not-imported':
      return t('account.failures.notImported');
    case 'end-unknown':
      return t('account.failures.endUnknown');
    case 'not-saved':
      return t('account.failures.notSaved');
    case 'cancelled':
      return t('account.failures.cancelled');
  }
}

export function useFailureSentence(): (failure: Failure, doing: Doing) => string {
  const { t } = useTranslation();
  return useCallback((failure, doing) => failureSentence(t, failure, doing), [t]);
}

const NETWORK = {
  export: 'networkExport',
  preview: 'networkPreview',
  items: 'networkOther',
  apply: 'networkApply',
  undo: 'networkUndo',
  forget: 'networkOther',
  'sign-in': 'networkOther',
} as const satisfies Record<Doing, string>;

function problemSentence(t: TFunction, problem: Problem): string {
  if (problem.slug === 'upload-too-large' && problem.maximum !== null) {
    return t('account.problems.upload-too-large-maximum', { maximum: bytesInWords(t, problem.maximum) });
  }
  return t(`account.problems.${problem.slug}`);
}
