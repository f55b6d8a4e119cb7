/** What is wrong where in an archive, in words. */
import type { TFunction } from 'i18next';
import type { Issue } from '../api/types';
import { en } from '../i18n/en';
import { countInWords } from '../i18n/words';
import { KINDS, type Kind } from './kinds';

export function issuePlace(t: TFunction, { file, line, column }: Issue): string {
  if (line === null) return file;
  if (column === null) return t('account.yourData.issues.placeLine', { file, line });
  return t('account.yourData.issues.place', { file, line, column });
}

/** What is wrong, or good to know: Carol's own sentence where there is one, else the service's. */
export function issueReason(t: TFunction, { code, detail, kind, count }: Issue): string {
  if (code === 'older-than-existing' && count !== undefined && isKnownKind(kind)) {
    return t('account.codes.older-than-existing', { entries: countInWords(t, kind, count) });
  }
  if (detail !== '') return detail;
  return isKnownCode(code) ? t(`account.codes.${code}`) : code;
}

type Code = Exclude<keyof typeof en.account.codes, 'older-than-existing'>;
const isKnownCode = (code: string): code is Code => Object.hasOwn(en.account.codes, code);
const isKnownKind = (kind: string | undefined): kind is Kind =>
  kind !== undefined && (KINDS as readonly string[]).includes(kind);

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
