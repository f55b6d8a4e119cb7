/** Which problem an invalid archive is: the first phase in which something was wrong. */
import { DUPLICATE_ID, DUPLICATE_ORIGIN } from '../archive/reference-faults.js';
import { PortabilityError, type ProblemSlug } from '../errors.js';
import type { IssueLog } from './issue-log.js';

/** The phases that end in a list of errors, in their order; every code that is not named here is one of the content's. */
const PHASES: readonly {
  readonly slug: ProblemSlug;
  readonly codes?: ReadonlySet<string>;
  readonly detail: string;
}[] = [
  {
    slug: 'yaml-invalid',
    codes: new Set([
      'syntax',
      'not-utf8',
      'duplicate-key',
      'tag',
      'multiple-documents',
      'empty',
      'depth',
      'string',
      'root',
    ]),
    detail: 'Some files in this archive are not the YAML that they must be.',
  },
  {
    slug: 'yaml-too-complex',
    codes: new Set(['alias']),
    detail: 'Some files in this archive repeat themselves by more aliases than are followed, or without end.',
  },
  { slug: 'validation-failed', detail: 'Some entries in this archive are not what they must be.' },
  {
    slug: 'reference-broken',
    codes: new Set(['dangling', 'wrong-kind', 'cycle', 'kept-reference']),
    detail: 'Some entries in this archive refer to what is not there, or lead in a circle.',
  },
  {
    slug: 'media-invalid',
    codes: new Set(['media-missing', 'media-unlisted', 'size', 'digest']),
    detail: 'Some files under media/ do not agree with media.yaml.',
  },
];

const phaseOf = (code: string): number => {
  const named = PHASES.findIndex(({ codes }) => codes?.has(code));
  return named === -1 ? PHASES.findIndex(({ codes }) => codes === undefined) : named;
};

/** The phases before the content: what they refuse was not read. */
const UNREAD = new Set<ProblemSlug>(['yaml-invalid', 'yaml-too-complex']);

/** A UUID stands for two rows. */
const AMBIGUOUS: readonly string[] = [DUPLICATE_ID.code, DUPLICATE_ORIGIN.code];

/**
 * Whether checks between rows mean anything. Where files could not be read, rows are missing; where a UUID stands for two, every
 * further finding would be about that again.
 */
export const isReadable = (log: IssueLog): boolean =>
  !log.allErrors.some(
    ({ code }) => AMBIGUOUS.includes(code) || UNREAD.has(PHASES[phaseOf(code)]?.slug ?? 'validation-failed'),
  );

/** The refusal of an archive with errors; `valid` archives have none. */
export function refusalOf(log: Pick<IssueLog, 'allErrors' | 'errorCount'>): PortabilityError {
  const phase = PHASES[Math.min(...log.allErrors.map(({ code }) => phaseOf(code)))];
  return new PortabilityError(
    phase?.slug ?? 'validation-failed',
    `${phase?.detail ?? ''} Nothing was imported. Each error says where it is and what to do.`,
    { errors: log.allErrors, errorCount: log.errorCount },
  );
}
