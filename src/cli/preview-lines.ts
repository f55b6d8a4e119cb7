/** A preview in words. */
import type { KindEffects, PreviewReport } from '../portability/files.js';
import { type ImportMode, type KindGraph, MODES, type Mode } from '../portability/kinds.js';
import { counted } from './amount.js';
import { archiveLines, deletions, effectLines, issueLines } from './report.js';

/** The report in words, for the given modes. */
export function previewLines(
  graph: KindGraph,
  report: PreviewReport,
  modes: readonly ImportMode[],
): readonly string[] {
  const lines = [...archiveLines(report.archive)];
  if (!report.valid) {
    lines.push('', `This archive cannot be imported: ${counted(report.errorCount, ['error', 'errors'])}.`);
    lines.push(...issueLines(report.errors, report.errorCount));
  }
  if (report.warningCount > 0) {
    lines.push('', `${counted(report.warningCount, ['warning', 'warnings'])}:`);
    lines.push(...issueLines(report.warnings, report.warningCount));
  }
  for (const [described, alike] of report.valid ? alikeModes(graph, report, modes) : []) {
    lines.push('', `With --mode ${alike.join(', ')}:`, ...described);
  }
  return lines;
}

/** What each mode does, in lines; modes that do the same are described together. */
function alikeModes(
  graph: KindGraph,
  { effects }: PreviewReport,
  modes: readonly ImportMode[],
): (readonly [lines: readonly string[], modes: readonly ImportMode[]])[] {
  const described = new Map<string, [readonly string[], ImportMode[]]>();
  for (const mode of modes) {
    const lines = modeLines(graph, effects?.[mode], MODES[mode]);
    const known = described.get(lines.join('\n'));
    if (known) known[1].push(mode);
    else described.set(lines.join('\n'), [lines, [mode]]);
  }
  return [...described.values()];
}

function modeLines(graph: KindGraph, effects: KindEffects | null | undefined, mode: Mode): readonly string[] {
  if (!effects) return ['This archive cannot be imported in this mode; the warnings say why.'];
  const deleted = deletions(graph, effects);
  return [
    ...effectLines(graph, effects, mode),
    ...(deleted === undefined ? [] : [`This deletes what the archive does not have: ${deleted}.`]),
  ];
}
