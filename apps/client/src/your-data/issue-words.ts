/** What is wrong where in an archive, in words. */
import type { TFunction } from 'i18next';
import { ISSUE_CODES, type IssueCode } from '../api/issue-codes';
import type { Issue } from '../api/types';
import { countInWords } from '../i18n/words';
import { isKnownKind } from './kinds';

/** The language of the service's own words. */
export const SERVICE_LANGUAGE = 'en';

/** File, line and column; and the mode, where it only stands in the way of one. */
export function issuePlace(t: TFunction, issue: Issue): string {
  const place = placeInFile(t, issue);
  if (issue.mode === undefined) return place;
  return t('account.yourData.issues.inMode', { mode: t(`account.modes.${issue.mode}.name`), place });
}

function placeInFile(t: TFunction, { label, ...issue }: Issue): string {
  const place = placeOf(t, issue);
  return label === undefined ? place : t('account.yourData.issues.inEntry', { label, place });
}

function placeOf(t: TFunction, { file, pointer, line, column }: Omit<Issue, 'label'>): string {
  // The whole file is meant: its first line is no place to look at.
  if (line === null || pointer === '#') return file;
  if (column === null) return t('account.yourData.issues.placeLine', { file, line });
  return t('account.yourData.issues.place', { file, line, column });
}

/** What is wrong, or good to know: the service's sentence to those who speak its language, else Carol's own. */
export function issueReason(t: TFunction, issue: Issue): string {
  const { code, detail } = issue;
  const own = ownReason(t, issue);
  if (own === null) return detail === '' ? code : detail;
  return detail === '' || isOlder(issue) || t('account.language') !== SERVICE_LANGUAGE ? own : detail;
}

/** What the service says beyond Carol's own sentence, in its language; null where that is all, or says it all. */
export function issueDetail(t: TFunction, issue: Issue): string | null {
  const { detail } = issue;
  return detail === '' || isOlder(issue) || issueReason(t, issue) === detail ? null : detail;
}

function ownReason(t: TFunction, { code, kind, count }: Issue): string | null {
  if (code === OLDER) {
    if (count === undefined || !isKnownKind(kind)) return null;
    return t('account.codes.older-than-existing', { entries: countInWords(t, kind, count) });
  }
  return isKnownCode(code) ? t(`account.codes.${code}`) : null;
}

const OLDER = 'older-than-existing';
type Code = Exclude<IssueCode, typeof OLDER>;
/** Carol's own sentence has the numbers and tells what to do: nothing is left for the service to say. */
const isOlder = ({ code, kind, count }: Issue) => code === OLDER && count !== undefined && isKnownKind(kind);
const isKnownCode = (code: string): code is Code => (ISSUE_CODES as readonly string[]).includes(code);

/** `file:line:column: entry: reason [code] pointer`, one a line: what editors and compilers understand. */
export function issuesAsText(t: TFunction, issues: readonly Issue[]): string {
  return issues
    .map((issue) => {
      const { file, line, column, code, pointer, label } = issue;
      const place = [file, line, column].filter((part) => part !== null).join(':');
      const where = label === undefined ? place : `${place}: ${label}`;
      const said = [issueReason(t, issue), issueDetail(t, issue)].filter((part) => part !== null).join(' ');
      return `${where}: ${said} [${code}]${pointer === '' ? '' : ` ${pointer}`}`;
    })
    .join('\n');
}
