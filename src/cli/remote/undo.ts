/** `history` and `undo` of the account that the command line is logged in to. */
import { randomUUID } from 'node:crypto';
import type { ImportHistory } from '../../portability/files.js';
import { CAROL_GRAPH } from '../../carol/graph.js';
import { assertInteractive, isAgreed } from '../agree.js';
import { tellResult } from '../tell-result.js';
import type { Run } from '../run.js';
import type { UndoOptions } from '../undo.js';
import { FORGET, historyLines } from '../undo-words.js';
import { assertSuccess, readJson, Refused, send } from './http.js';
import { openRemote } from './login-file.js';
import { carryOutRemotely } from './wait.js';

export async function showHistoryRemotely({ terminal, signal }: Run): Promise<void> {
  const remote = await openRemote();
  const answer = await send(remote, { method: 'GET', path: '/api/import/history' }, signal);
  const history = await readJson<ImportHistory>(answer, remote.url);
  terminal.result(history, historyLines(history));
}

/** @returns whether it was done; false where the person said no */
export async function undoRemotely(
  run: Run,
  undoes: string,
  { yes, key = randomUUID() }: UndoOptions,
): Promise<boolean> {
  const { terminal, signal } = run;
  if (!yes) assertInteractive(run, 'Look at the history, then add --yes.');
  const remote = await openRemote();
  const undo = (name: string, confirm: string | undefined) => {
    const query = confirm === undefined ? '' : `?${new URLSearchParams({ confirm }).toString()}`;
    const path = `/api/import/${encodeURIComponent(undoes)}/undo${query}`;
    const call = () => ({ method: 'POST' as const, path });
    return carryOutRemotely(remote, { key: name, label: 'Undoing', call }, { signal, note: terminal.note });
  };
  if (!yes && !(await isAgreed(run, `Bring back at ${remote.url} what was there before?`))) return false;
  const result = await undo(key, yes ? 'true' : undefined).catch(async (error: unknown) => {
    // Something has changed since: what would be lost is told, and agreed to.
    const plan =
      error instanceof Refused && error.slug === 'preview-stale' ? error.extensions['plan'] : undefined;
    if (yes || typeof plan !== 'string') throw error;
    terminal.note((error as Refused).detail);
    return (await isAgreed(run, 'Undo it all the same?')) ? undo(randomUUID(), plan) : undefined;
  });
  if (result === undefined) return false;
  tellResult(CAROL_GRAPH, terminal, result, 'Undone');
  return true;
}

/** @returns whether it is gone; false where the person said no */
export async function forgetRemotely(run: Run, forgotten: string, { yes }: UndoOptions): Promise<boolean> {
  if (!yes) assertInteractive(run, FORGET.advice);
  const remote = await openRemote();
  if (!yes && !(await isAgreed(run, FORGET.question))) return false;
  const path = `/api/import/${encodeURIComponent(forgotten)}/copy`;
  await assertSuccess(await send(remote, { method: 'DELETE', path }, run.signal), remote.url);
  run.terminal.result({ forgotten }, [FORGET.done]);
  return true;
}
