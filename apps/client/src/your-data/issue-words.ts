/** What is wrong where in an archive, in words. */
import type { TFunction } from 'i18next';
import { ISSUE_CODES, type IssueCode } from '../api/issue-codes';
import type { Issue } from '../api/types';
import { en } from '../i18n/en';
import { countInWords } from '../i18n/words';
import { isKnownKind, type Kind } from './kinds';

/** The language of the service's own words. */
export const SERVICE_LANGUAGE = 'en';

/** File, line and column, with what stands there; and the mode, where it only stands in the way of one. */
export function issuePlace(t: TFunction, issue: Issue): string {
  const place = placeInFile(t, issue);
  if (issue.mode === undefined) return place;
  return t('account.yourData.issues.inMode', { mode: t(`account.modes.${issue.mode}.name`), place });
}

function placeInFile(t: TFunction, issue: Issue): string {
  const where = placeOf(t, issue);
  const { value } = issue;
  const place = value === undefined ? where : t('account.yourData.issues.withValue', { place: where, value });
  const label = isCounted(issue) ? countInWords(t, issue.kind, issue.count) : issue.label;
  return label === undefined ? place : t('account.yourData.issues.inEntry', { label, place });
}

function placeOf(t: TFunction, { file, pointer, line, column }: Issue): string {
  // The whole file is meant: its beginning is no place to look at. What cannot be read as YAML has a line, too.
  if (line === null || (pointer === '#' && line === 1 && (column ?? 1) === 1)) return file;
  if (column === null) return t('account.yourData.issues.placeLine', { file, line });
  return t('account.yourData.issues.place', { file, line, column });
}

/** What is wrong, or good to know: Carol's own sentence where it says all, else the service's to those who speak its language. */
export function issueReason(t: TFunction, issue: Issue): string {
  const { code, detail } = issue;
  const own = ownReason(t, issue);
  if (own === null) return detail === '' ? code : detail;
  const expected = expectedInWords(t, issue);
  if (expected !== null) return `${own} ${expected}`;
  const isWhole = detail === '' || SAID_IN_FULL.has(code) || isOlder(issue) || isCounted(issue);
  return isWhole || t('account.language') !== SERVICE_LANGUAGE ? own : detail;
}

/** Whether the reason is in the service's language. */
export const isServices = (t: TFunction, issue: Issue): boolean => issueReason(t, issue) === issue.detail;

function ownReason(t: TFunction, issue: Issue): string | null {
  const { code } = issue;
  if (code === OLDER) {
    if (!isOlder(issue)) return null;
    return t('account.codes.older-than-existing', { entries: countInWords(t, issue.kind, issue.count) });
  }
  if (code === 'kept-reference' && counts(issue))
    return t('account.yourData.issues.kept', { entries: countInWords(t, issue.kind, issue.count) });
  return isKnownCode(code) ? t(`account.codes.${code}`) : null;
}

/** What is to be written there; null where the service tells of nothing that this client knows. */
function expectedInWords(t: TFunction, { expected }: Issue): string | null {
  if (expected === undefined || !isKnownType(expected.type)) return null;
  const { type, values = [], min = 0, max = 0 } = expected;
  return t(`account.expected.${type}`, { values: values.join(', '), min, max });
}

type FieldType = keyof typeof en.account.expected;
const isKnownType = (type: string): type is FieldType => type in en.account.expected;

/** The service's sentence would say again what stands above the list, or what stands beside it. */
const SAID_IN_FULL: ReadonlySet<string> = new Set<IssueCode>(['digest', 'unexpected-file']);

const OLDER = 'older-than-existing';
type Code = Exclude<IssueCode, typeof OLDER>;
const isKnownCode = (code: string): code is Code => (ISSUE_CODES as readonly string[]).includes(code);

type Counting = Issue & { readonly kind: Kind; readonly count: number };
const counts = (issue: Issue): issue is Counting => issue.count !== undefined && isKnownKind(issue.kind);
/** Carol's own sentence has the numbers and tells what to do: nothing is left for the service to say. */
const isOlder = (issue: Issue): issue is Counting => issue.code === OLDER && counts(issue);
/** Found is another number than is told in the file, of entries that have a name. */
export const isCounted = (issue: Issue): issue is Counting => issue.code === 'count-differs' && counts(issue);

/** `file:line:column: entry: reason [code] pointer`, one a line: what editors and compilers understand. */
export function issuesAsText(t: TFunction, issues: readonly Issue[]): string {
  return issues
    .map((issue) => {
      const { file, line, column, code, pointer, label, detail } = issue;
      const place = [file, line, column].filter((part) => part !== null).join(':');
      const where = label === undefined ? place : `${place}: ${label}`;
      // For whoever helps: what the service says is in the list, too.
      const said = [...new Set([issueReason(t, issue), detail])].filter((part) => part !== '').join(' ');
      return `${where}: ${said} [${code}]${pointer === '' ? '' : ` ${pointer}`}`;
    })
    .join('\n');
}
