/** The shapes of requests and answers, as zod schemas from which the OpenAPI document is generated. */
import { z } from 'zod';
import { PROBLEM_SLUGS } from '../errors.js';
import { IMPORT_MODES, type ImportMode } from '../import/modes/index.js';
import { openApiSchema } from './json-schema.js';
import { DEFAULT_PROBLEMS_PATH, problemUri } from './problems/problems-path.js';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const effects = z
  .object({
    create: count,
    update: count,
    unchanged: count,
    delete: count,
    keep: count.describe('Exists and stays, though the archive does not have it, or not so.'),
    skip: count.describe(
      'Is in the archive and not imported: you have it and the mode changes nothing, or there can be only one of it (or of what it belongs to), and there is one already.',
    ),
  })
  .describe(
    'create + update + unchanged + skip = rows in the archive; update + unchanged + delete + keep = rows that exist.',
  );

const kindEffects = z.record(z.string(), effects).describe('By kind.');

const issue = z.object({
  file: z.string().describe('The path of the file in the archive.'),
  pointer: z.string().describe('A JSON Pointer as a URI fragment.'),
  line: z.int().min(1),
  column: z.int().min(1),
  code: z.string(),
  detail: z.string().describe('What is wrong, and what to do.'),
});

const warning = issue.extend({
  kind: z.string().optional().describe('The kind that is counted.'),
  count: count.optional(),
  mode: z.enum(IMPORT_MODES).optional().describe('The mode that this stands in the way of.'),
});

const archive = z.object({
  formatVersion: z.int(),
  exportedAt: z.string(),
  appVersion: z.string(),
  sha256: sha256.describe('Of the uploaded file; what `confirm` can be bound to.'),
  counts: z.record(z.string(), count).describe('Rows in the archive, by kind.'),
  media: z.object({ files: count, bytes: count }),
});

export const PREVIEW_REPORT = openApiSchema(
  'PreviewReport',
  z.object({
    archive,
    valid: z.boolean(),
    errors: z.array(issue).max(1_000),
    errorCount: count,
    warnings: z.array(warning).max(1_000),
    warningCount: count,
    effects: z
      .object(
        Object.fromEntries(IMPORT_MODES.map((mode) => [mode, kindEffects.nullable()])) as Record<
          ImportMode,
          z.ZodNullable<typeof kindEffects>
        >,
      )
      .nullable()
      .describe(
        'Null while the archive is invalid. A mode is null where a warning says why it cannot take this archive.',
      ),
  }),
);

export const IMPORT_RESULT = openApiSchema(
  'ImportResult',
  z.object({
    mode: z.enum(IMPORT_MODES),
    archive,
    effects: kindEffects,
    warnings: z.array(warning).max(1_000),
    media: z.object({ stored: count, reused: count, removed: count, bytes: count }),
    durationMs: count,
  }),
);

const problem = (path: string) =>
  openApiSchema(
    'Problem',
    z.object({
      type: z
        .enum(PROBLEM_SLUGS.map((slug) => problemUri(slug, path)))
        .describe('A page that says what happened and what to do.'),
      title: z.string(),
      status: z.int(),
      detail: z.string(),
      instance: z.string().describe('`urn:uuid:<request id>`'),
      errors: z.array(z.record(z.string(), z.unknown())).optional(),
      errorCount: count.optional(),
    }),
  );

/** The answer of every operation that is none of those it names. @param path of the pages of the problem types */
export const problemResponse = (path = DEFAULT_PROBLEMS_PATH) => ({
  description: 'Everything else: a problem (RFC 9457)',
  content: { 'application/problem+json': { schema: problem(path) } },
});
