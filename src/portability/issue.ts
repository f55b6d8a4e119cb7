/** One thing that is wrong at one place of an archive; its codes are a closed set. */
import { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { ProblemSlug } from './problem-slugs.js';

/** By the problem that an archive with such an error is. Where a code stands under several, the first is meant. */
export const ISSUE_CODES = {
  'archive-unsafe': [
    'path-traversal',
    'absolute-path',
    'bad-name',
    'link-entry',
    'special-entry',
    'unsupported-entry-type',
    'duplicate-entry',
    'data-after-end',
    'extended-header',
    'header-mismatch',
    'overlapping-entry',
    'hidden-data',
    'encrypted-entry',
    'unsupported-compression',
  ],
  'archive-unexpected-file': ['unexpected-file'],
  'manifest-invalid': ['type', 'value', 'required', 'unknown-key'],
  'integrity-mismatch': ['missing', 'digest'],
  'yaml-invalid': [
    'syntax',
    'not-utf8',
    'duplicate-key',
    'tag',
    'multiple-documents',
    'empty',
    'depth',
    'string',
    'root',
  ],
  'yaml-too-complex': ['alias'],
  'validation-failed': [
    'type',
    'format',
    'range',
    'too-long',
    'depth',
    'uuid',
    'choice',
    'required',
    'unknown-key',
    'singleton',
    'duplicate-id',
    'duplicate-origin',
    'area-missing',
  ],
  'reference-broken': ['dangling', 'wrong-kind', 'cycle', 'kept-reference'],
  'row-refused': ['not-unique', 'refused'],
  'media-invalid': ['media-missing', 'media-unlisted', 'size', 'digest'],
} as const satisfies Partial<Record<ProblemSlug, readonly string[]>>;

/** What only warnings say; they have codes of errors, too. */
export const WARNING_CODES = [
  'older-than-existing',
  'count-differs',
  'left-aside',
  'reference-emptied',
  'reference-outside',
  'in-bin',
] as const;

/** The problems whose errors have codes. */
export type CodedProblem = keyof typeof ISSUE_CODES;

/** The codes of some of the problems. */
export type CodeOf<Slug extends CodedProblem> = (typeof ISSUE_CODES)[Slug][number];

export type IssueCode = CodeOf<CodedProblem> | (typeof WARNING_CODES)[number];

/** Issues of one sort that are kept; of the others only the number is. */
export const MOST_ISSUES = 1_000;

/** Characters of a value that are told. */
export const VALUE_CHARACTERS = 80;

/** What a field takes, for those who say it in words of their own. */
const EXPECTED = z.object({
  type: z.string().describe('The type of the field: "partialDate", "choice", "integer", …'),
  values: z.array(z.string()).optional().describe('Those that can be chosen.'),
  min: z.number().optional(),
  max: z.number().optional(),
});

/** What a field takes; its type is an open set. */
export type Expected = Immutable<z.infer<typeof EXPECTED>>;

/** Holds no value of the archive but the one that is wrong, and what an entry is called. */
export const ISSUE = z
  .object({
    file: z.string().describe('The path of the file in the archive.'),
    // RFC 6901, section 6: `#/<uuid>/photo`.
    pointer: z.string().describe('A JSON Pointer as a URI fragment.'),
    // From 1; 1 too where the file as a whole is meant.
    line: z.int().min(1),
    // In UTF-16 code units.
    column: z.int().min(1),
    // To whoever reads an answer it is any string: a later version may have more of them.
    code: z.string() as z.ZodType as z.ZodType<IssueCode>,
    detail: z.string().describe('What is wrong, and what to do.'),
    label: z
      .string()
      .optional()
      .describe('What a person calls the entry that it is in, as far as that can be read.'),
    value: z
      .string()
      .optional()
      .describe(
        `The value as the file has it, its first ${VALUE_CHARACTERS} characters, with what cannot be seen escaped; absent where it is not a single one.`,
      ),
    expected: EXPECTED.optional().describe('What belongs there, where the value of a field is wrong.'),
  })
  .meta({ title: 'Issue' });

export type Issue = Immutable<z.infer<typeof ISSUE>>;
