/** What imports, previews and verifications answer: each shape is declared here, and the types and the API's document follow from it. */
import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { ISSUE, MOST_ISSUES } from '../issue.js';
import { IMPORT_PHASES } from '../storage/import-runs.js';
import { KIND_EFFECTS } from './modes/effects.js';

const count = z.int().min(0);

const archive = z.object({
  formatVersion: z.int(),
  exportedAt: z.string(),
  appVersion: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the uploaded file.'),
  counts: z.record(z.string(), count).describe('Rows in the archive, by kind.'),
  media: z.object({ files: count, bytes: count }),
});

/** See `planDigest`. */
export const PLAN_DIGEST = z.string().regex(/^[0-9a-f]{64}$/);

/** `stored`: blobs written, of `bytes` together; `reused`: those that were there already, whole; `removed`: those that no row refers to any more. */
const media = z.object({ stored: count, reused: count, removed: count, bytes: count });

/** The shapes of the answers of an engine with the given modes, by their names. */
export function answersOf(modeNames: readonly string[]) {
  const mode = z.enum(modeNames);
  /** A warning can say which kind it counts, or which mode it stands in the way of. */
  const warning = ISSUE.extend({
    kind: z.string().optional().describe('The kind that is counted.'),
    count: count.optional(),
    mode: mode.optional().describe('The mode that this stands in the way of.'),
  });
  const warnings = z.array(warning).max(MOST_ISSUES);
  /** What is found without a database; `errorCount` and `warningCount` are how many there are in all. */
  const verifyReport = z.object({
    archive,
    valid: z.boolean(),
    errors: z.array(ISSUE).max(MOST_ISSUES),
    errorCount: count,
    warnings,
    warningCount: count,
  });
  const previewReport = verifyReport.extend({
    effects: z
      .object(Object.fromEntries(modeNames.map((name) => [name, KIND_EFFECTS.nullable()])))
      .nullable()
      .describe(
        'Null while the archive is invalid. A mode is null where a warning says why it cannot take this archive.',
      ),
    plan: z
      .object(Object.fromEntries(modeNames.map((name) => [name, PLAN_DIGEST.nullable()])))
      .nullable()
      .describe(
        'By mode: what names just this plan, for `confirm`. It changes with any row that would be created, updated or deleted.',
      ),
  });
  /** What an import answers when it is done; receipts keep it for whoever lost the answer. */
  const importResult = z.object({
    mode,
    archive,
    effects: KIND_EFFECTS,
    warnings,
    media,
    durationMs: count,
  });
  return { warning, verifyReport, previewReport, importResult };
}

/** How far an import is that has not ended. */
export const RUNNING_IMPORT = z.object({
  state: z.literal('running'),
  phase: z
    .enum(IMPORT_PHASES)
    .describe(
      'In this order: the upload arrives, its bytes are read, its rows are taken in, compared, its files are stored, its rows are written.',
    ),
  done: count.describe('Bytes or rows so far, as the phase counts.'),
  total: count.nullable().describe('Of how many; null where the phase counts nothing.'),
});

export type RunningImportStatus = Immutable<z.infer<typeof RUNNING_IMPORT>>;

type Answers = ReturnType<typeof answersOf>;
type Answer<Name extends keyof Answers> = Immutable<z.infer<Answers[Name]>>;

export type ArchiveSummary = Immutable<z.infer<typeof archive>>;
export type MediaOutcome = Immutable<z.infer<typeof media>>;
export type Warning = Answer<'warning'>;
export type VerifyReport = Answer<'verifyReport'>;
export type PreviewReport = Answer<'previewReport'>;
export type ImportResult = Answer<'importResult'>;
