/** Runs the import's requests as its state machine asks for them. */
import { useEffect, useReducer } from 'react';
import type { Connection } from '../api/connection';
import { failureOf } from '../api/failure';
import type { ImportStatus } from '../api/types';
import { formOfChoice } from './choice';
import { followImport, newImportKey, stopImport } from './follow-import';
import { importReducer, INITIAL_IMPORT } from './import-machine';
import { isBusy, type ImportEvent, type ImportState, type StateOf } from './import-state';
import { requestImport, requestPreview } from './import-request';
import { keptArchives } from './kept-archive';
import { pendingImports } from './pending-import';
import { throttled } from './throttled';
import { releaseUpload } from './transfer/release-upload';
import { sentAs } from './transfer/sent-as';
import { upload } from './transfer/upload';

export interface Import {
  readonly state: ImportState;
  readonly dispatch: (event: ImportEvent) => void;
}

interface Running {
  readonly connection: Connection;
  readonly userId: string;
  readonly signal: AbortSignal;
  readonly dispatch: (event: ImportEvent) => void;
}

/** @param userId whose import it is; null while nobody is signed in */
export function useImport(connection: Connection, userId: string | null): Import {
  const [state, dispatch] = useReducer(importReducer, INITIAL_IMPORT);
  const busy = isBusy(state);

  useEffect(() => {
    if (!isBusy(state)) return;
    const { run } = state;
    const controller = new AbortController();
    const answer = carryOut(state, {
      connection,
      userId: userId ?? '',
      signal: controller.signal,
      dispatch,
    });
    answer.then(dispatch, (thrown: unknown) => dispatch({ type: 'failed', run, failure: failureOf(thrown) }));
    return () => controller.abort();
    // A run is one request: its own progress must not start another.
  }, [state.run, busy, connection]);

  const stopping = state.step === 'following' && state.isStopping ? state.key : null;
  useEffect(() => {
    if (stopping !== null) void stopImport(connection, stopping);
  }, [stopping, connection]);

  const file = 'file' in state ? state.file : null;
  const isDone = state.step === 'done';
  // When it is done, and when another file is chosen or none, what was sent of this one is not needed any more.
  useEffect(() => () => void (file && releaseUpload(connection, file)), [file, isDone, connection]);

  // An import that was sent before this page was opened, or in another tab.
  useEffect(() => {
    if (userId === null) return;
    void earlier(userId).then((event) => event && dispatch(event));
  }, [userId]);

  // What was looked at, and what of it was meant, so that a reload shows it again.
  const summary = state.step === 'summary' ? state : null;
  useEffect(() => {
    const upload = summary && sentAs(summary.file);
    if (!summary || !upload || userId === null) return;
    const { name, size } = summary.file;
    const { choice, mode } = summary;
    void keptArchives.keep({ userId, upload, name, size, choice, mode });
    // Where somebody else has signed in, in another tab, what is on the screen is not theirs.
  }, [summary?.file, summary?.choice, summary?.mode]);

  return { state, dispatch };
}

/** What the person was at before this page was opened: an import that was sent, or else a file that was looked at. */
async function earlier(userId: string): Promise<ImportEvent | null> {
  const pending = await pendingImports.find(userId);
  if (pending) return { type: 'found', key: pending.key, name: pending.fileName };
  const kept = await keptArchives.find(userId);
  if (!kept) return null;
  const { upload, name, size, choice, mode } = kept;
  return { type: 'kept-file', file: { name, size, uri: `upload:${upload}`, upload }, choice, mode };
}

async function carryOut(
  state: StateOf<'previewing' | 'applying' | 'following'>,
  { connection, userId, signal, dispatch }: Running,
): Promise<ImportEvent> {
  const { run, file } = state;
  const onProgress = throttled((done: number, total: number) =>
    dispatch({ type: 'progress', run, sent: { done, total } }),
  );
  const sending = { upload, connection, file, onProgress, signal, choice: formOfChoice(state.choice) };
  if (state.step === 'previewing') return { type: 'previewed', run, preview: await requestPreview(sending) };

  const key = state.step === 'following' ? state.key : newImportKey();
  const onStatus = (status: ImportStatus | null): void => dispatch({ type: 'status', run, key, status });
  const following = { connection, key, signal, onStatus };
  try {
    if (state.step === 'following') {
      const result = await followImport(following);
      await pendingImports.forget();
      return { type: 'applied', run, result };
    }
    await pendingImports.keep({ userId, key, fileName: file.name });
    const { mode, preview } = state;
    const confirm = preview.plan?.[mode] ?? preview.archive.sha256;
    const result = await requestImport({ ...sending, ...following, mode, confirm });
    await pendingImports.forget();
    return { type: 'applied', run, result };
  } catch (thrown) {
    const { kind } = failureOf(thrown);
    // The page may be on its way out while the service goes on; and whoever signs in again wants to know.
    const mayGoOn = signal.aborted || kind === 'signed-out' || kind === 'end-unknown';
    if (!mayGoOn) await pendingImports.forget();
    throw thrown;
  }
}
