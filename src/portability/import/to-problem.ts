/** Which problem an invalid archive is: the first phase in which something was wrong. */
import { MEDIA_FOLDER } from '../archive/file-names.js';
import { DUPLICATE_ID, DUPLICATE_ORIGIN } from '../archive/reference-faults.js';
import { PortabilityError } from '../errors.js';
import { ISSUE_CODES, type CodedProblem, type IssueCode } from '../issue.js';
import type { IssueLog } from './issue-log.js';

/** The problems that a list of errors can be, in the order of the phases. */
const DETAILS = {
  'yaml-invalid': 'Some files in this archive are not the YAML that they must be.',
  'yaml-too-complex':
    'Some files in this archive repeat themselves by more aliases than are followed, or without end.',
  'validation-failed': 'Some entries in this archive are not what they must be.',
  'reference-broken': 'Some entries in this archive refer to what is not there, or lead in a circle.',
  'row-refused': 'Some entries in this archive break a rule of the database here.',
  'media-invalid': `Some files under ${MEDIA_FOLDER}/ do not agree with their entries.`,
} as const satisfies Partial<Record<CodedProblem, string>>;

type Phase = keyof typeof DETAILS;
const PHASES = Object.keys(DETAILS) as readonly Phase[];

/** The phases before the content: what they refuse was not read. */
const UNREAD = PHASES.indexOf('yaml-too-complex');

const includes = (codes: readonly string[], code: IssueCode): boolean => codes.includes(code);

/** A code that stands under none of them is one of the content's. */
function phaseOf(code: IssueCode): number {
  const found = PHASES.findIndex((phase) => includes(ISSUE_CODES[phase], code));
  return found === -1 ? PHASES.indexOf('validation-failed') : found;
}

/** A UUID stands for two rows. */
const AMBIGUOUS: readonly string[] = [DUPLICATE_ID.code, DUPLICATE_ORIGIN.code];

/**
 * Whether checks between rows mean anything. Where files could not be read, rows are missing; where a UUID stands for two, every
 * further finding would be about that again.
 */
export const isReadable = (log: IssueLog): boolean =>
  !log.allErrors.some(({ code }) => AMBIGUOUS.includes(code) || phaseOf(code) <= UNREAD);

/**
 * The refusal of an archive with errors; `valid` archives have none.
 * @example if (!report.valid) throw toProblem({ allErrors: report.errors, errorCount: report.errorCount });
 */
export function toProblem(log: Pick<IssueLog, 'allErrors' | 'errorCount'>): PortabilityError {
  const phase = PHASES[Math.min(...log.allErrors.map(({ code }) => phaseOf(code)))] ?? 'validation-failed';
  return new PortabilityError(
    phase,
    `${DETAILS[phase]} Nothing was imported. Each error says where it is and what to do.`,
    { errors: log.allErrors, errorCount: log.errorCount },
  );
}
