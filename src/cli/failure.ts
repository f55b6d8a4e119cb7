/** How a command ends that does not succeed: what is said, and with which exit status. */
import { CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { type Issue, PROBLEMS, PortabilityError, translate } from '../portability/files.js';
import { EXIT, Interrupted, NotCompared, Unreachable, UsageError } from './exit.js';
import { issueLines } from './report.js';
import type { Terminal } from './terminal.js';

/** Says what went wrong, and answers with the exit status. Never shows a stack. */
export function report(error: unknown, terminal: Terminal, interrupted: boolean): number {
  if (error instanceof NotCompared) {
    const status = report(error.cause, terminal, interrupted);
    return status === EXIT.refused ? EXIT.notCompared : status;
  }
  if (error instanceof CommanderError) {
    // Commander has said it; help that was asked for is no failure.
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (error instanceof UsageError || error instanceof ConfigError) {
    terminal.note(error.message);
    return EXIT.usage;
  }
  if (error instanceof Interrupted) {
    terminal.note(error.message);
    return EXIT.interrupted;
  }
  if (interrupted) {
    terminal.note('Stopped. Nothing was changed, and nothing is left behind.');
    return EXIT.interrupted;
  }
  if (error instanceof Unreachable) {
    if (terminal.json) terminal.result({ title: 'The service is not reached', detail: error.message }, []);
    else terminal.note(error.message);
    return EXIT.refused;
  }
  tell(toProblem(error), terminal);
  return EXIT.refused;
}

function tell({ slug, detail, extensions }: PortabilityError, terminal: Terminal): void {
  const { title } = PROBLEMS[slug];
  if (terminal.json) {
    terminal.result({ type: `/problems/${slug}`, title, detail, ...extensions }, []);
    return;
  }
  terminal.note(`${title}: ${detail}`);
  const errors = Array.isArray(extensions.errors) ? (extensions.errors as Partial<Issue>[]) : [];
  const count = typeof extensions.errorCount === 'number' ? extensions.errorCount : errors.length;
  for (const line of issueLines(errors, count)) terminal.note(line);
}

/** What nobody foresaw is told in its own words: whoever sits here runs this instance. */
function toProblem(error: unknown): PortabilityError {
  const refusal = translate(error);
  if (refusal.slug !== 'internal-error' || refusal === error) return refusal;
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return new PortabilityError('internal-error', message || 'Something failed without saying why.');
}
