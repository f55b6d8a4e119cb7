/** `history` and `undo`: which imports were done, and the way back. */
import {
  importIdOf,
  ImportHistoryQuery,
  RemoveCopyCommand,
  UndoImportCommand,
  UNDO_MODE,
  withSafetyCopy,
} from '../portability/index.js';
import { assertInteractive, isAgreed } from './agree.js';
import { ask } from './ask.js';
import { accountOf, withCarol } from './carol.js';
import { carryOut } from './carry-out.js';
import type { Run } from './run.js';
import { tellResult } from './tell-result.js';
import { FORGET, historyLines } from './undo-words.js';

export interface UndoOptions {
  readonly yes?: boolean;
  /** Not to undo it: what is kept for that goes. */
  readonly forget?: boolean;
  /** Names the undoing; a script that is started twice undoes once. */
  readonly key?: string;
}

export async function showHistory({ terminal, signal }: Run, email: string): Promise<void> {
  await withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const history = await carol.queries.execute(new ImportHistoryQuery(account.id));
    terminal.result(history, historyLines(history));
  });
}

/** @returns whether it was done; false where the person said no */
export async function undoImport(
  run: Run,
  email: string,
  undoes: string,
  { yes, key }: UndoOptions,
): Promise<boolean> {
  const { terminal, signal } = run;
  if (!yes) assertInteractive(run, 'Look at the history, then add --yes.');
  return withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const id = importIdOf(undoes);
    const confirm = yes
      ? true
      : await withSafetyCopy(carol.portability, { userId: account.id, id, signal }, (upload) =>
          ask(run, carol, account, { upload, mode: UNDO_MODE, what: 'Bring this back' }),
        );
    if (confirm === undefined) return false;
    const named = { userId: account.id, key, bytes: 0, label: 'Undoing' };
    const result = await carryOut(carol, named, signal, (observed) =>
      carol.commands.execute(new UndoImportCommand({ userId: account.id, undoes: id, confirm, ...observed })),
    );
    tellResult(carol.portability.graph, terminal, result, 'Undone');
    return true;
  });
}

/** @returns whether it is gone; false where the person said no */
export async function forgetImport(
  run: Run,
  email: string,
  forgotten: string,
  { yes }: UndoOptions,
): Promise<boolean> {
  if (!yes) assertInteractive(run, FORGET.advice);
  return withCarol(run.signal, async (carol) => {
    const account = await accountOf(carol, email);
    if (!yes && !(await isAgreed(run, FORGET.question))) return false;
    await carol.commands.execute(new RemoveCopyCommand(account.id, importIdOf(forgotten)));
    run.terminal.result({ forgotten }, [FORGET.done]);
    return true;
  });
}
