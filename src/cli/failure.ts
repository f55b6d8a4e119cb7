/** How a command ends that does not succeed: what is said, and with which exit status. */
import { CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { type Issue, PROBLEMS, PortabilityError, translate } from '../portability/files.js';
import { EXIT, Interrupted, NotCompared, Unreachable, UsageError } from './exit.js';
import { issueLines } from './report.js';
import type { Terminal } from './terminal.js';

const NOT_CALLED = 'Not called as it must be';
const NOTHING_CHANGED = 'Stopped. Nothing was changed, and nothing is left behind.';

/** Says what went wrong, and answers with the exit status. Never shows a stack. */
export function report(error: unknown, terminal: Terminal, interrupted: boolean): number {
  if (error instanceof NotCompared) {
    const status = report(error.cause, terminal, interrupted);
    return status === EXIT.refused ? EXIT.notCompared : status;
  }
  if (error instanceof CommanderError) {
    // Help that was asked for is no failure.
    if (error.exitCode === 0) return EXIT.done;
    // Commander has said it to people already.
    if (terminal.json) say(terminal, NOT_CALLED, error.message.replace(/^error: /, ''));
    return EXIT.usage;
  }
  if (error instanceof UsageError) {
    say(terminal, NOT_CALLED, error.message);
    return EXIT.usage;
  }
  if (error instanceof ConfigError) {
    say(terminal, 'A setting is wrong', error.message);
    return EXIT.usage;
  }
  if (error instanceof Interrupted || interrupted) {
    const known = error instanceof Interrupted ? error.message : NOTHING_CHANGED;
    say(terminal, 'Stopped', known);
    return EXIT.interrupted;
  }
  if (error instanceof Unreachable) {
    say(terminal, 'The service is not reached', error.message);
    return EXIT.refused;
  }
  tell(toProblem(error), terminal);
  return EXIT.refused;
}

/** What has no page of problems: a sentence for people, a document for scripts. */
function say(terminal: Terminal, title: string, detail: string): void {
  if (terminal.json) terminal.result({ title, detail }, []);
  else terminal.note(detail);
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
