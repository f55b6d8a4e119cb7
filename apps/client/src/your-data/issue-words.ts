/** What is wrong where in an archive, in words. */
import type { TFunction } from 'i18next';
import type { Issue } from '../api/types';
import { en } from '../i18n/en';

export function issuePlace(t: TFunction, { file, line, column }: Issue): string {
  if (line === null) return file;
  if (column === null) return t('account.yourData.issues.placeLine', { file, line });
  return t('account.yourData.issues.place', { file, line, column });
}

/** What is wrong: the service's own sentence, or Carol's for a bare code. */
export function issueReason(t: TFunction, { code, detail }: Issue): string {
  if (detail !== '') return detail;
  return isKnownCode(code) ? t(`account.codes.${code}`) : code;
}

type Code = keyof typeof en.account.codes;
const isKnownCode = (code: string): code is Code => Object.hasOwn(en.account.codes, code);

/** `file:line:column: detail [code] pointer`, one a line: what editors and compilers understand. */
export function issuesAsText(t: TFunction, issues: readonly Issue[]): string {
  return issues
    .map((issue) => {
      const { file, line, column, code, pointer } = issue;
      const place = [file, line, column].filter((part) => part !== null).join(':');
      return `${place}: ${issueReason(t, issue)} [${code}]${pointer === '' ? '' : ` ${pointer}`}`;
    })
    .join('\n');
}
