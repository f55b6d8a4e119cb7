/** What imports, previews and verifications answer: each shape is declared here, and the types and the API's document follow from it. */
import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { ISSUE, MOST_ISSUES } from '../issue.js';
import { IMPORT_PHASES } from '../storage/import-runs.js';
import { TOLD_CHARACTERS } from './changes.js';
import { KIND_EFFECTS } from './modes/effects.js';

const count = z.int().min(0);

const TOLD = `Texts are cut after ${TOLD_CHARACTERS} characters, from a little before the first difference on, with “…” where there is more; a file is its name, type and size.`;

const archive = z.object({
  formatVersion: z.int(),
  exportedAt: z.string(),
  appVersion: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the uploaded file.'),
  areas: z.array(z.string()).describe('The areas that it holds, in the order of the format.'),
  counts: z.record(z.string(), count).describe('Rows in the archive, by kind.'),
  media: z.object({ files: count, bytes: count }),
});

/** Values are the importer's own, or the archive's. */
const CHANGE = z.object({
  field: z.string(),
  pointer: z.string().optional().describe('Within JSON: what differs (RFC 6901).'),
  from: z.unknown().describe(`What you have. ${TOLD}`),
  to: z.unknown().describe(`What the archive has. ${TOLD}`),
  labels: z
    .object({ from: z.string().nullable(), to: z.string().nullable() })
    .optional()
    .describe(
      'Of a reference: what a person calls the rows that it leads to. Null where it leads to none, or nothing of that row is a name.',
    ),
});

/** See `planDigest`. */
export const PLAN_DIGEST = z.string().regex(/^[0-9a-f]{64}$/);

const UNDO = z.object({
  key: z.uuid().describe('What the import is called, to undo it.'),
  until: z.iso.datetime().describe('Until when what was there before is kept.'),
});

/** `stored`: blobs written, of `bytes` together; `reused`: those that were there already, whole; `removed`: those that no row refers to any more. */
const media = z.object({ stored: count, reused: count, removed: count, bytes: count });

/** The shapes of the answers of an engine with the given modes, by their names. */
export function answersOf(modeNames: readonly string[]) {
  const mode = z.enum(modeNames);
  /** A warning can say which kind it counts, or which mode it stands in the way of. */
  const warning = ISSUE.extend({
    kind: z.string().optional().describe('The kind that is counted, or that of the row.'),
    field: z.string().optional().describe('The key of the field of that row.'),
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
  /** A row that does not stay as it is. */
  const previewItem = z
    .object({
      mode,
      kind: z.string(),
      id: z.string().describe('Of a row of the archive, the one that it has there.'),
      label: z.string().describe('What a person calls it.'),
      unnamed: z
        .literal(true)
        .optional()
        .describe('Nothing of the row is a name: the label is what its kind is called.'),
      effect: z.enum(['create', 'update', 'delete', 'skip']),
      reason: z
        .enum(['differs', 'only-one', 'left-out', 'parent-left-out', 'reference-outside'])
        .optional()
        .describe(
          'Why it is skipped: what you have differs, and the mode changes nothing; there can be only one of it (or of what it belongs to), and there is one already; it was left out, or what it belongs to; or it cannot be without something that is no part of the import, and that you do not have.',
        ),
      changes: z.array(CHANGE).optional().describe('Of an update: what changes.'),
      existing: z
        .object({ updatedAt: z.string() })
        .optional()
        .describe('The row that you have, where there is one.'),
      location: z
        .object({ file: z.string(), line: z.int().min(1), column: z.int().min(1) })
        .optional()
        .describe('Where it stands in the archive; of what is deleted, nowhere.'),
    })
    .meta({ title: 'PreviewItem' });
  /** What an import answers when it is done; receipts keep it for whoever lost the answer. */
  const importResult = z.object({
    mode,
    archive,
    effects: KIND_EFFECTS,
    warnings,
    media,
    durationMs: count,
    areas: z.array(z.string()).optional().describe('The areas that were chosen, where any were.'),
    skipped: z.array(z.string()).optional().describe('The UUIDs of rows that were left out, where any were.'),
    undo: UNDO.optional().describe(
      'What the import can be undone by: absent where nothing is kept for that. It may have gone since: the history says so.',
    ),
    undoes: z.uuid().optional().describe('The import that this one has undone.'),
  });
  /** The newest first. */
  const importHistory = z.object({ imports: z.array(pastImport(mode)) });
  return { warning, verifyReport, previewReport, previewItem, importResult, importHistory };
}

/** The last line of a list of items: what has none is not whole. */
export const PREVIEW_END = z
  .object({ end: z.literal(true), items: count.describe('How many there were.') })
  .meta({ title: 'PreviewEnd' });

/** An import that was done, as the history tells of it. */
const pastImport = (mode: z.ZodType<string>) =>
  z.object({
    key: z.uuid().describe('What the import is called: to ask for its result, or to undo it.'),
    importedAt: z.iso.datetime(),
    mode,
    archive: archive.pick({ exportedAt: true, sha256: true }),
    effects: KIND_EFFECTS,
    areas: z.array(z.string()).nullable().describe('The areas that were chosen; null where all were.'),
    skipped: count.describe('Rows that were left out by choice, without what nests under them.'),
    undoes: z.uuid().nullable().describe('The import that this one has undone.'),
    undo: z
      .object({ until: z.iso.datetime(), bytes: count.describe('What is kept for that.') })
      .nullable()
      .describe('Null where it cannot be undone, or not any more.'),
  });

/** How far an import is that has not ended. */
export const RUNNING_IMPORT = z.object({
  state: z.literal('running'),
  phase: z
    .enum(IMPORT_PHASES)
    .describe(
      'In this order: the upload arrives, its bytes are read, its rows are taken in, compared, what is there is kept for undoing it, its files are stored, its rows are written.',
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
export type PreviewItem = Answer<'previewItem'>;
export type PreviewEnd = Immutable<z.infer<typeof PREVIEW_END>>;
/** A line of a list of items: first what the preview answers, then an item each, then the end. */
export type PreviewLine = PreviewReport | PreviewItem | PreviewEnd;
export type ImportResult = Answer<'importResult'>;
export type ImportHistory = Answer<'importHistory'>;
