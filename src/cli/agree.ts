/** Asks whoever sits here. */
import { createInterface } from 'node:readline';
import { type PortabilityError, type PreviewReport, toProblem } from '../portability/files.js';
import type { ImportMode, KindGraph } from '../portability/kinds.js';
import { UsageError } from './exit.js';
import { previewLines } from './preview-lines.js';
import { deletions } from './report.js';
import type { Run } from './run.js';
import { shown } from './terminal.js';

export interface Question {
  readonly mode: ImportMode;
  /** What is asked for: `Import this`. */
  readonly what: string;
}

/** @throws UsageError unless there is somebody to be asked */
export function assertInteractive({ terminal }: Run, advice: string): void {
  if (!terminal.interactive || terminal.json)
    throw new UsageError(`An import changes data, and nobody is here to be asked. ${advice}`);
}

/** Shows what an import would do, and asks whether to do it. @returns what was agreed to: the digest of the plan; undefined where the person said no */
export async function agree(
  run: Run,
  graph: KindGraph,
  report: PreviewReport,
  { mode, what }: Question,
): Promise<string | undefined> {
  const [effects, plan] = [report.effects?.[mode], report.plan?.[mode]];
  if (!effects || !plan) throw refusalOfMode(report, mode);
  for (const line of previewLines(graph, report, [mode])) run.terminal.note(line);
  const deleted = deletions(graph, effects);
  const asked = `${what}${deleted === undefined ? '' : `, and delete ${deleted}`}?`;
  return (await isAgreed(run, asked)) ? plan : undefined;
}

/** Asks a question that is answered with yes or no. @returns false, which is told, for anything but yes */
export async function isAgreed({ terminal, signal }: Run, text: string): Promise<boolean> {
  if (/^y(es)?$/i.test((await question(`${text} [y/N] `, signal)).trim())) return true;
  terminal.note('Nothing was changed.');
  return false;
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
export async function question(text: string, signal: AbortSignal): Promise<string> {
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
