/** `import` into the account that the command line is logged in to. */
import { randomUUID } from 'node:crypto';
import { CAROL_GRAPH } from '../../carol/graph.js';
import { agree, assertInteractive } from '../agree.js';
import { tellResult } from '../tell-result.js';
import type { ImportOptions } from '../import.js';
import type { Run } from '../run.js';
import { openRemote } from './login-file.js';
import { openRemoteFile } from './open-file.js';
import { partFields, type RemotePart } from './part.js';
import { askForPreview, PATIENCE } from './preview.js';
import { withArchive } from './send-archive.js';
import { carryOutRemotely } from './wait.js';

/** @returns whether it was done; false where the person said no */
export async function importRemotely(
  run: Run,
  path: string,
  { mode, yes, key = randomUUID(), undo, ...part }: ImportOptions & RemotePart,
): Promise<boolean> {
  const { terminal, signal } = run;
  if (!yes) assertInteractive(run, 'Look at the preview, then add --yes.');
  const remote = await openRemote();
  const file = await openRemoteFile(path, signal);
  const retry = { signal, patience: PATIENCE, note: terminal.note };
  return withArchive(remote, file, retry, async (sent) => {
    const confirm = yes
      ? file.sha256
      : await agree(run, CAROL_GRAPH, await askForPreview(remote, sent, part, retry), {
          mode,
          what: `Import this at ${remote.url}`,
        });
    if (confirm === undefined) return false;
    const fields = { mode, confirm, undo: String(undo), ...partFields(part) };
    const call = () => ({ method: 'POST' as const, path: '/api/import', ...sent.form(fields) });
    const result = await carryOutRemotely(remote, { key, label: 'Importing', call }, retry);
    tellResult(CAROL_GRAPH, terminal, result, `Imported with ${mode}`);
    return true;
  });
}
