/** `import`: carries out one mode; asks first where somebody is there to answer. */
import { ApplyImportCommand } from '../portability/index.js';
import type { ImportMode } from '../portability/kinds.js';
import { loadConfig } from '../config.js';
import { openArchiveFile } from './archive-file.js';
import { assertInteractive } from './agree.js';
import { ask } from './ask.js';
import { accountOf, withCarol } from './carol.js';
import { carryOut } from './carry-out.js';
import { tellResult } from './tell-result.js';
import { partOf, type PartOptions } from './part.js';
import type { Run } from './run.js';

export interface ImportOptions extends PartOptions {
  readonly mode: ImportMode;
  readonly yes?: boolean;
  /** Names the import; a script that is started twice imports once. */
  readonly key?: string;
  /** Whether what is there before is kept, so that the import can be undone. */
  readonly undo: boolean;
}

/** @returns whether it was done; false where the person said no */
export async function importArchive(
  run: Run,
  email: string,
  path: string,
  { mode, yes, key, undo, ...options }: ImportOptions,
): Promise<boolean> {
  const { terminal, signal } = run;
  if (!yes) assertInteractive(run, 'Look at the preview, then add --yes.');
  const part = partOf(options);
  const { limits } = loadConfig();
  const upload = await openArchiveFile(path, limits, signal);
  return withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const confirm = yes
      ? upload.sha256
      : await ask(run, carol, account, { upload, ...part, mode, what: 'Import this' });
    if (confirm === undefined) return false;
    // What is imported is what was shown, though somebody writes another file there meanwhile.
    const { sha256 } = yes ? upload : await openArchiveFile(path, limits, signal);
    const request = { userId: account.id, upload: { path, sha256 }, ...part, mode, confirm, keepsCopy: undo };
    const named = { userId: account.id, key, bytes: upload.size, label: 'Importing' };
    const result = await carryOut(carol, named, signal, (observed) =>
      carol.commands.execute(new ApplyImportCommand({ ...request, ...observed })),
    );
    tellResult(carol.portability.graph, terminal, result, `Imported with ${mode}`);
    return true;
  });
}
