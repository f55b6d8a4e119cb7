/** Runs the import's requests as its state machine asks for them. */
import { useEffect, useReducer } from 'react';
import type { Connection } from '../api/connection';
import { failureOf } from '../api/failure';
import { importReducer, INITIAL_IMPORT, isBusy, type ImportEvent, type ImportState } from './import-machine';
import { requestImport, requestPreview } from './import-request';
import { throttled } from './throttled';
import { upload } from './transfer/upload';

export interface Import {
  readonly state: ImportState;
  readonly dispatch: (event: ImportEvent) => void;
}

export function useImport(connection: Connection): Import {
  const [state, dispatch] = useReducer(importReducer, INITIAL_IMPORT);
  const busy = isBusy(state);

  useEffect(() => {
    if (state.step !== 'previewing' && state.step !== 'applying') return;
    const { run, file } = state;
    const controller = new AbortController();
    const onProgress = throttled((done: number, total: number) =>
      dispatch({ type: 'progress', run, sent: { done, total } }),
    );
    const sending = { upload, connection, file, onProgress, signal: controller.signal };
    const answer: Promise<ImportEvent> =
      state.step === 'previewing'
        ? requestPreview(sending).then((preview) => ({ type: 'previewed', run, preview }))
        : requestImport(sending, state.mode, state.preview.archive.sha256).then((result) => ({
            type: 'applied',
            run,
            result,
          }));
    answer.then(dispatch, (thrown: unknown) => dispatch({ type: 'failed', run, failure: failureOf(thrown) }));
    return () => controller.abort();
    // A run is one request: its own progress must not start another.
  }, [state.run, busy, connection]);

  return { state, dispatch };
}
