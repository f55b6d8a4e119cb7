/** `verify`: checks an archive by itself; needs no database and no account. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAROL_GRAPH } from '../carol/graph.js';
import { loadConfig } from '../config.js';
import { createDecoderPool, createWorkspaces, verifyArchive } from '../portability/files.js';
import { openArchiveFile } from './archive-file.js';
import { followImport } from './import-progress.js';
import { verifyLines } from './report.js';
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
    terminal.result(report, verifyLines(report));
    return report.valid;
  } finally {
    end();
    await decoders.close();
    await rm(folder, { recursive: true, force: true });
  }
}
