/** Carries out an import under its name, so that every instance knows it, and tells what it did. */
import { randomUUID } from 'node:crypto';
import {
  type ImportObserver,
  type ImportResult,
  type ImportRun,
  importIdOf,
  translate,
  withImportRun,
} from '../portability/index.js';
import { type ImportMode, type KindGraph, MODES } from '../portability/kinds.js';
import { amount } from './amount.js';
import type { Carol } from './carol.js';
import { followImport } from './import-progress.js';
import { archiveLines, deletions, effectLines, issueLines } from './report.js';
import type { Terminal } from './terminal.js';

export interface NamedImport {
  readonly userId: string;
  /** What it is called by whoever started it. */
  readonly key: string | undefined;
  /** Of the archive. */
  readonly bytes: number;
  /** What stands before each step: `Importing`. */
  readonly label: string;
}

export interface Observed extends Required<ImportObserver> {
  readonly id: string;
  readonly run: ImportRun | undefined;
}

/** Every instance knows the import while it runs: the card shows how far it is, and can stop it. */
export function carryOut(
  { portability }: Carol,
  { userId, key, bytes, label }: NamedImport,
  signal: AbortSignal,
  work: (observed: Observed) => Promise<ImportResult>,
): Promise<ImportResult> {
  const { onProgress, end } = followImport(label, bytes);
  const id = importIdOf(key ?? randomUUID());
  return withImportRun(
    portability,
    { userId, id, isNamed: key !== undefined, uploadBytes: bytes },
    translate,
    (run) =>
      work({
        id,
        run,
        signal: run ? AbortSignal.any([signal, run.signal]) : signal,
        onProgress(progress) {
          run?.progress(progress, bytes);
          onProgress(progress);
        },
      }),
  ).finally(end);
}

/** @param what was done: `Imported with merge` */
export function tellResult(graph: KindGraph, terminal: Terminal, result: ImportResult, what: string): void {
  const deleted = deletions(graph, result.effects);
  const { stored, reused, removed, bytes } = result.media;
  terminal.result(result, [
    ...archiveLines(result.archive),
    '',
    ...effectLines(graph, result.effects, MODES[result.mode as ImportMode]),
    ...(deleted === undefined ? [] : [`Deleted what the archive does not have: ${deleted}.`]),
    `Files: ${stored} stored (${amount(bytes)}), ${reused} there already, ${removed} removed.`,
    ...issueLines(result.warnings),
    `${what} in ${(result.durationMs / 1_000).toFixed(1)} s.`,
    ...(result.undo
      ? [`“undo” takes it back until ${result.undo.until}: its key is ${result.undo.key}`]
      : []),
  ]);
}
