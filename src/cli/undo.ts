/** `history` and `undo`: which imports were done, and the way back. */
import {
  ImportHistoryQuery,
  RemoveCopyCommand,
  type ImportHistory,
  type KindEffects,
  UndoImportCommand,
  UNDO_MODE,
  importIdOf,
  withSafetyCopy,
} from '../portability/index.js';
import { amount, counted } from './amount.js';
import { ask, assertInteractive, isAgreed } from './ask.js';
import { accountOf, withCarol } from './carol.js';
import { carryOut, tellResult } from './carry-out.js';
import type { Run } from './run.js';

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

export const historyLines = ({ imports }: ImportHistory): readonly string[] =>
  imports.length === 0 ? ['No imports in the last month.'] : imports.flatMap(lines);

const EFFECTS = [
  ['create', 'created'],
  ['update', 'updated'],
  ['delete', 'deleted'],
] as const;

function lines({
  key,
  importedAt,
  mode,
  effects,
  areas,
  skipped,
  undo,
  undoes,
}: ImportHistory['imports'][number]): readonly string[] {
  const done = EFFECTS.map(([effect, word]) => [sum(effects, effect), word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${counted(count, ['row', 'rows'])} ${word}`);
  const part = [
    ...(areas ? [` of ${areas.join(', ')}`] : []),
    ...(skipped > 0 ? [` without ${counted(skipped, ['entry', 'entries'])}`] : []),
  ].join('');
  return [
    `${importedAt}  ${undoes === null ? mode : `undid ${undoes}`}${part}: ${done.length === 0 ? 'nothing changed' : done.join(', ')}`,
    `  ${key}  ${undo ? `can be undone until ${undo.until} (${amount(undo.bytes)} are kept)` : 'cannot be undone'}`,
  ];
}

const sum = (effects: KindEffects, effect: (typeof EFFECTS)[number][0]): number =>
  Object.values(effects).reduce((all, each) => all + each[effect], 0);

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

/** What is said where the copy that is kept for undoing is to go. */
export const FORGET = {
  advice: 'It cannot be undone then: add --yes.',
  question: 'Remove what is kept to undo this import? It cannot be undone then.',
  done: 'What was kept to undo it is gone. Nothing else was changed.',
} as const;

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
