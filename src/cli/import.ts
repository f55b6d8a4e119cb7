/** `import`: carries out one mode; asks first where somebody is there to answer. */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Account } from '../accounts/accounts.service.js';
import {
  ApplyImportCommand,
  importIdOf,
  type PortabilityError,
  type PreviewReport,
  toProblem,
  translate,
  withImportRun,
} from '../portability/index.js';
import { type ImportMode, MODES } from '../portability/kinds.js';
import { loadConfig } from '../config.js';
import { amount } from './amount.js';
import { openArchiveFile, type ArchiveFile } from './archive-file.js';
import { accountOf, withCarol, type Carol } from './carol.js';
import { UsageError } from './exit.js';
import { followImport } from './import-progress.js';
import { preview, previewLines } from './preview.js';
import { archiveLines, deletions, effectLines, issueLines } from './report.js';
import type { Run } from './run.js';
import { shown } from './terminal.js';

export interface ImportOptions {
  readonly mode: ImportMode;
  readonly yes?: boolean;
  /** Names the import; a script that is started twice imports once. */
  readonly key?: string;
}

/** @returns whether it was done; false where the person said no */
export async function importArchive(
  run: Run,
  email: string,
  path: string,
  { mode, yes, key }: ImportOptions,
): Promise<boolean> {
  const { terminal, signal } = run;
  if (!yes && (!terminal.interactive || terminal.json)) {
    throw new UsageError(
      'An import changes data, and nobody is here to be asked. Look at the preview, then add --yes.',
    );
  }
  const { limits } = loadConfig();
  const upload = await openArchiveFile(path, limits, signal);
  return withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const confirm = yes ? upload.sha256 : await ask(run, carol, account, { upload, mode });
    if (confirm === undefined) return false;
    // What is imported is what was shown, though somebody writes another file there meanwhile.
    const { sha256 } = yes ? upload : await openArchiveFile(path, limits, signal);
    const { onProgress, end } = followImport('Importing', upload.size);
    const request = { userId: account.id, upload: { path, sha256 }, mode, confirm };
    const named = { userId: account.id, id: importIdOf(key ?? randomUUID()), isNamed: key !== undefined };
    // Every instance knows the import while it runs: the card shows how far it is, and can stop it.
    const result = await withImportRun(
      carol.portability,
      { ...named, uploadBytes: upload.size },
      translate,
      (run) =>
        carol.commands.execute(
          new ApplyImportCommand({
            ...request,
            ...(run && { id: run.id, run }),
            signal: run ? AbortSignal.any([signal, run.signal]) : signal,
            onProgress(progress) {
              run?.progress(progress, upload.size);
              onProgress(progress);
            },
          }),
        ),
    ).finally(end);
    const { graph } = carol.portability;
    const deleted = deletions(graph, result.effects);
    const { stored, reused, removed, bytes } = result.media;
    terminal.result(result, [
      ...archiveLines(result.archive),
      '',
      ...effectLines(graph, result.effects, MODES[mode]),
      ...(deleted === undefined ? [] : [`Deleted what the archive does not have: ${deleted}.`]),
      `Files: ${stored} stored (${amount(bytes)}), ${reused} there already, ${removed} removed.`,
      ...issueLines(result.warnings),
      `Imported with ${mode} in ${(result.durationMs / 1_000).toFixed(1)} s.`,
    ]);
    return true;
  });
}

/** @returns what was agreed to: the digest of the plan that was shown; undefined where the person said no */
async function ask(
  { terminal, signal }: Run,
  carol: Carol,
  { id, email }: Account,
  { upload, mode }: { readonly upload: ArchiveFile; readonly mode: ImportMode },
): Promise<string | undefined> {
  const report = await preview(carol, id, upload, signal);
  const { graph } = carol.portability;
  const [effects, plan] = [report.effects?.[mode], report.plan?.[mode]];
  if (!effects || !plan) throw refusalOfMode(report, mode);
  for (const line of previewLines(graph, report, [mode])) terminal.note(line);
  const deleted = deletions(graph, effects);
  const answer = await question(
    `Import this for ${email}${deleted === undefined ? '' : `, and delete ${deleted}`}? [y/N] `,
    signal,
  );
  if (/^y(es)?$/i.test(answer.trim())) return plan;
  terminal.note('Nothing was changed.');
  return undefined;
}

function refusalOfMode(
  { valid, errors, errorCount, warnings }: PreviewReport,
  mode: ImportMode,
): PortabilityError {
  if (!valid) return toProblem({ allErrors: errors, errorCount });
  const inTheWay = warnings.filter((warning) => warning.mode === mode);
  return toProblem({ allErrors: inTheWay, errorCount: inTheWay.length });
}

/** One line of standard input; empty where it has ended. */
async function question(text: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(shown(text));
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      signal.addEventListener('abort', () => resolve(''), { once: true });
    });
    signal.throwIfAborted();
    return answer;
  } finally {
    lines.close();
  }
}
