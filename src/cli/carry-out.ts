/** Carries out an import under its name, so that every instance knows it. */
import { randomUUID } from 'node:crypto';
import {
  type ImportObserver,
  type ImportResult,
  importIdOf,
  translate,
  type ImportRun,
  withImportRun,
} from '../portability/index.js';
import type { Carol } from './carol.js';
import { followImport } from './import-progress.js';

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
