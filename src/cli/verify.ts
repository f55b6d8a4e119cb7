/** `verify`: checks an archive by itself; needs no database and no account. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAROL_GRAPH } from '../carol/graph.js';
import { loadConfig } from '../config.js';
import { createDecoderPool } from '../portability/import/decoder-pool.js';
import { verifyArchive } from '../portability/import/verify-archive.js';
import { createWorkspaces } from '../portability/storage/workspace.js';
import { counted } from './amount.js';
import { openArchiveFile } from './archive-file.js';
import { followImport } from './import-progress.js';
import { archiveLines, issueLines } from './report.js';
import type { Run } from './run.js';

/** @returns whether the archive is valid */
export async function verify({ terminal, signal }: Run, path: string): Promise<boolean> {
  const { limits } = loadConfig();
  const upload = await openArchiveFile(path, limits, signal);
  const folder = await mkdtemp(join(tmpdir(), 'carol-verify-'));
  const decoders = createDecoderPool();
  const { onProgress, end } = followImport('Checking', upload.size);
  try {
    const workspace = await createWorkspaces(folder).open();
    const scope = { graph: CAROL_GRAPH, limits, decoders, signal, onProgress };
    const report = await verifyArchive(scope, upload, workspace);
    end();
    const { valid, errors, errorCount, warnings, warningCount } = report;
    terminal.result(report, [
      ...archiveLines(report.archive),
      valid ? 'This archive is whole and can be imported.' : `${counted(errorCount, ['error', 'errors'])}:`,
      ...issueLines(errors, errorCount),
      ...(warningCount > 0 ? [`${counted(warningCount, ['warning', 'warnings'])}:`] : []),
      ...issueLines(warnings, warningCount),
    ]);
    return valid;
  } finally {
    end();
    await decoders.close();
    await rm(folder, { recursive: true, force: true });
  }
}
