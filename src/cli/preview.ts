/** `preview`: says what an import would do in each mode, and changes nothing. */
import {
  type PartChoice,
  type PreviewReport,
  PreviewImportCommand,
  PreviewItemsCommand,
  parsePreviewLines,
} from '../portability/index.js';
import { IMPORT_MODES, type ImportMode } from '../portability/kinds.js';
import { loadConfig } from '../config.js';
import { openArchiveFile, type ArchiveFile } from './archive-file.js';
import { accountOf, withCarol, type Carol } from './carol.js';
import { followImport } from './import-progress.js';
import { partOf, type PartOptions } from './part.js';
import { createItemPrinter } from './preview-items.js';
import { previewLines } from './preview-lines.js';
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
      const write = (lines: Buffer): Promise<void> => {
        end();
        return terminal.print(
          terminal.json ? lines.toString().split('\n').slice(0, -1) : printed(parsePreviewLines(lines)),
        );
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
