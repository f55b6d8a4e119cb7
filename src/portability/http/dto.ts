/** The shapes of answers, as the OpenAPI document shows them. */
import { z } from 'zod';
import { PROBLEM_SLUGS } from '../errors.js';
import { answersOf, PREVIEW_END, RUNNING_IMPORT as RUNNING } from '../import/answers.js';
import { IMPORT_MODES } from '../import/modes/index.js';
import { openApiSchema } from './openapi/json-schema.js';
import { pagesAt, problemUri } from './problems/problems-path.js';

const answers = answersOf(IMPORT_MODES);

export const PREVIEW_REPORT = openApiSchema('PreviewReport', answers.previewReport);

/** A line of the answer row by row. */
export const PREVIEW_LINE = {
  oneOf: [
    PREVIEW_REPORT,
    openApiSchema('PreviewItem', answers.previewItem),
    openApiSchema('PreviewEnd', PREVIEW_END),
  ],
  description:
    'Each line is a JSON document: first the answer as `application/json` has it, then an item for each row that would not stay as it is, mode by mode, then the end. A list without its end is not whole.',
};

export const IMPORT_RESULT = openApiSchema('ImportResult', answers.importResult);

export const IMPORT_HISTORY = openApiSchema('ImportHistory', answers.importHistory);

export const RUNNING_IMPORT = openApiSchema('RunningImport', RUNNING);

const problem = (pages: string) =>
  openApiSchema(
    'Problem',
    z.object({
      type: z
        .enum(PROBLEM_SLUGS.map((slug) => problemUri(slug, pages)))
        .describe('A page that says what happened and what to do.'),
      title: z.string(),
      status: z.int(),
      detail: z.string(),
      instance: z.string().describe('`urn:uuid:<request id>`'),
      errors: z.array(z.record(z.string(), z.unknown())).optional(),
      errorCount: z.int().min(0).optional(),
    }),
  );

/**
 * The answer of every operation that is none of those it names.
 * @param pages where clients see the pages of the problem types
 * @example new DocumentBuilder().addGlobalResponse({ status: 'default', ...problemResponse() })
 */
export const problemResponse = (pages = pagesAt()) => ({
  description: 'Everything else: a problem (RFC 9457)',
  content: { 'application/problem+json': { schema: problem(pages) } },
});
