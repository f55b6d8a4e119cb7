/** What each problem holds beside the members of every problem, and which headers come with it. */
import { z } from 'zod';
import type { ProblemSlug } from '../../errors.js';
import { ISSUE } from '../../issue.js';
import { PLAN_DIGEST } from '../../import/answers.js';
import { KIND_EFFECTS } from '../../import/modes/effects.js';
import { problemType } from '../problems/problem-types.js';
import { problemUri } from '../problems/problems-path.js';
import { RATE_LIMIT_HEADERS, type AnswerHeader } from './headers.js';
import { openApiSchema, type OpenApiSchema } from './json-schema.js';

const errorCount = z.int().min(0).describe('How many there are in all: the list may be cut short.');
const limit = z.string().describe('The name of the limit.');
const maximum = z.int().describe('What the limit is, here.');
const actual = z.int().describe('What was counted when the limit broke; there may be more.');

const offset = z.int().min(0).describe('Bytes of the upload that are there.');

/** At a place in a file of the archive. */
const ISSUES = { errors: z.array(ISSUE), errorCount };

/** About an entry of the tar as a whole. */
const entryError = z.object({
  code: z.string(),
  entry: z.string().describe('The name of the entry, printable.'),
  detail: z.string().optional(),
});

/** About a file of the archive as a whole. */
const fileError = z.object({ code: z.string(), file: z.string(), detail: z.string() });

/** A row of whoever exports. */
const largeRow = z.object({
  kind: z.string(),
  id: z.string(),
  bytes: z.int().describe('Of its texts, or of its file.'),
});

const parameterError = z.object({
  parameter: z.string(),
  detail: z.string(),
  allowed: z.array(z.unknown()).optional(),
});

/** The members of a problem that has more than every problem. */
const MEMBERS: Partial<Readonly<Record<ProblemSlug, z.ZodRawShape>>> = {
  'unexpected-part': { partName: z.string().optional() },
  'invalid-parameter': { errors: z.array(parameterError).optional() },
  'not-acceptable': { available: z.array(z.string()).optional().describe('The media types that there are.') },
  'upload-too-large': { limit: limit.optional(), maximum: maximum.optional() },
  'upload-quota-exceeded': { limit, maximum, actual },
  'upload-incomplete': { offset, length: z.int().describe('Bytes that it has when it is complete.') },
  'upload-offset-mismatch': { offset },
  'archive-too-large': {
    limit,
    maximum,
    actual,
    errors: z.array(entryError.pick({ entry: true })).optional(),
    rows: z
      .array(largeRow)
      .optional()
      .describe('Of an export: the rows that are the reason, or the largest ones; ten at most.'),
  },
  'unsupported-archive-type': { detected: z.string().describe('What the file is.') },
  'archive-unsafe': { errors: z.array(entryError) },
  'archive-unexpected-file': { errors: z.array(entryError), errorCount: errorCount.optional() },
  'manifest-invalid': ISSUES,
  'format-unsupported': { archiveVersion: z.int(), supportedVersions: z.array(z.int()) },
  'integrity-mismatch': { errors: z.array(fileError), errorCount },
  'yaml-invalid': ISSUES,
  'yaml-too-complex': {
    errors: ISSUES.errors.optional(),
    errorCount: errorCount.optional(),
    limit: limit.optional(),
    maximum: maximum.optional(),
  },
  'validation-failed': ISSUES,
  'reference-broken': ISSUES,
  'media-invalid': ISSUES,
  'database-unavailable': {
    lookUp: z
      .string()
      .optional()
      .describe('The address at which the outcome of an import in doubt is found later.'),
  },
  'preview-stale': {
    mode: z.string().describe('The mode that was asked for.'),
    archive: z.object({ sha256: z.string() }).describe('The file that was sent.'),
    effects: KIND_EFFECTS.describe('What the import would do now, by kind.'),
    plan: PLAN_DIGEST.describe('What names just that, for `confirm`.'),
  },
  'internal-error': { errorId: z.string().optional().describe('Found again in the log of the service.') },
};

const RETRY = ['Retry-After'] as const;
const HEADERS: Partial<Readonly<Record<ProblemSlug, readonly AnswerHeader[]>>> = {
  unauthenticated: ['WWW-Authenticate'],
  'method-not-allowed': ['Allow'],
  'import-in-progress': RETRY,
  'upload-locked': RETRY,
  'tus-version-unsupported': ['Tus-Version'],
  'too-many-requests': [...RETRY, ...RATE_LIMIT_HEADERS],
  'server-busy': RETRY,
  'database-unavailable': RETRY,
  'storage-unavailable': RETRY,
  'storage-full': RETRY,
};

/** The headers that come with a problem, or may come. */
export const problemHeaders = (slug: ProblemSlug): readonly AnswerHeader[] => HEADERS[slug] ?? [];

/** `archive-too-large` is `ArchiveTooLargeProblem`. */
const titleOf = (slug: ProblemSlug): string =>
  `${slug.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}Problem`;

/** The schema of one problem. @param pages where clients see the pages of the problem types */
export function problemSchema(slug: ProblemSlug, pages: string): OpenApiSchema {
  const { status, title } = problemType(slug);
  const members = {
    type: z.literal(problemUri(slug, pages)),
    title: z.literal(title),
    status: z.literal(status),
    detail: z.string(),
    instance: z.string().describe('`urn:uuid:<request id>`'),
  };
  return openApiSchema(titleOf(slug), z.object({ ...members, ...MEMBERS[slug] }));
}
