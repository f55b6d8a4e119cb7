/** Mistakes and warnings by their cause: what is wrong five hundred times is told once. */
import type { TFunction } from 'i18next';
import type { Issue } from '../api/types';
import { fieldInWords, isKnownField } from './items/values-in-words';
import { isCounted, issueReason } from './issue-words';

export interface IssueGroup {
  readonly first: Issue;
  readonly issues: readonly Issue[];
}

/** In the order in which each cause comes first. */
export function groupsOf(issues: readonly Issue[]): readonly IssueGroup[] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const cause = JSON.stringify([
      issue.mode,
      issue.code,
      ...(isCounted(issue) ? [] : [issue.kind, keyOf(issue)]),
    ]);
    const known = groups.get(cause);
    if (known) known.push(issue);
    else groups.set(cause, [issue]);
  }
  return [...groups.values()].map((group) => ({ first: group[0] as Issue, issues: group }));
}

/** What all of a group have in common: the key, in words where it has some, and what is wrong with it. */
export function causeInWords(t: TFunction, { first }: IssueGroup): string {
  const key = keyOf(first);
  const reason = issueReason(t, first);
  if (key === null || isCounted(first)) return reason;
  return t('account.yourData.issues.inField', { field: keyInWords(t, key), reason });
}

/** As the file has it, to be found there; after its name, where it has another. */
function keyInWords(t: TFunction, key: string): string {
  if (!isKnownField(key)) return key;
  const name = fieldInWords(t, { field: key });
  return name.replaceAll(' ', '').toLowerCase() === key.toLowerCase()
    ? name
    : t('account.yourData.issues.fieldAndKey', { name, key });
}

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NUMBER = /^\d+$/;

/** The key as the file has it; null where an entry or a file as a whole is meant. */
function keyOf({ pointer }: Issue): string | null {
  const last = pointer
    .split('/')
    .slice(1)
    .findLast((part) => !NUMBER.test(part));
  if (last === undefined || ID.test(last)) return null;
  return unescaped(last);
}

/** RFC 6901: as a URI fragment, with ~ and / written otherwise. */
function unescaped(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return token;
  }
}
