/** Tells what an import did. */
import type { ImportResult } from '../portability/files.js';
import { type ImportMode, type KindGraph, MODES } from '../portability/kinds.js';
import { amount } from './amount.js';
import { archiveLines, deletions, effectLines, issueLines } from './report.js';
import type { Terminal } from './terminal.js';

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
