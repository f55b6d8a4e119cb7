/** `preview`: says what an import would do in each mode, and changes nothing. */
import {
  type KindEffects,
  type PartChoice,
  PreviewImportCommand,
  PreviewItemsCommand,
  type PreviewLine,
  type PreviewReport,
} from '../portability/index.js';
import { IMPORT_MODES, type ImportMode, type KindGraph, MODES, type Mode } from '../portability/kinds.js';
import { loadConfig } from '../config.js';
import { counted } from './amount.js';
import { openArchiveFile, type ArchiveFile } from './archive-file.js';
import { accountOf, withCarol, type Carol } from './carol.js';
import { followImport } from './import-progress.js';
import { partOf, type PartOptions } from './part.js';
import { createItemPrinter } from './preview-items.js';
import { archiveLines, deletions, effectLines, issueLines } from './report.js';
import type { Run } from './run.js';

export interface PreviewOptions extends PartOptions {
  /** Row by row. */
  readonly items?: boolean;
  readonly mode?: ImportMode;
}

/** @returns whether the archive is valid */
export async function previewArchive(
  { terminal, signal }: Run,
  email: string,
  path: string,
  { items = false, mode, ...options }: PreviewOptions,
): Promise<boolean> {
  const part = partOf(options);
  const upload = await openArchiveFile(path, loadConfig().limits, signal);
  return withCarol(signal, async (carol) => {
    const { id: userId } = await accountOf(carol, email);
    const { graph } = carol.portability;
    const modes = mode === undefined ? IMPORT_MODES : [mode];
    if (items) {
      const { onProgress, end } = followImport('Checking', upload.size);
      const printed = createItemPrinter(graph, terminal, (report) => previewLines(graph, report, modes));
      const write = (lines: readonly PreviewLine[]): Promise<void> => {
        end();
        return terminal.print(terminal.json ? lines.map((line) => JSON.stringify(line)) : printed(lines));
      };
      const request = { userId, upload, ...part, mode, signal, onProgress, write };
      return (await carol.commands.execute(new PreviewItemsCommand(request)).finally(end)).valid;
    }
    const report = await preview(carol, userId, { upload, ...part }, signal);
    terminal.result(report, previewLines(graph, report, modes));
    return report.valid;
  });
}

export async function preview(
  { commands }: Carol,
  userId: string,
  { upload, ...part }: PartChoice & { readonly upload: ArchiveFile },
  signal: AbortSignal,
): Promise<PreviewReport> {
  const { onProgress, end } = followImport('Checking', upload.size);
  return commands
    .execute(new PreviewImportCommand(userId, upload, { ...part, signal, onProgress }))
    .finally(end);
}

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
