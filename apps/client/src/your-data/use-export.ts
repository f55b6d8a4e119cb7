/** Runs the download that the export's state machine shows. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Connection } from '../api/connection';
import { failureOf } from '../api/failure';
import { exportReducer, INITIAL_EXPORT, type ExportState } from './export-machine';
import { throttled } from './throttled';
import { download } from './transfer/download';
import { exportFileName } from './transfer/file-name';

export interface Export {
  readonly state: ExportState;
  readonly start: () => void;
  readonly cancel: () => void;
  readonly reset: () => void;
}

export function useExport(connection: Connection): Export {
  const [state, dispatch] = useReducer(exportReducer, INITIAL_EXPORT);
  const running = useRef<AbortController | null>(null);

  const start = useCallback(() => {
    if (running.current !== null) return;
    const controller = new AbortController();
    running.current = controller;
    dispatch({ type: 'started' });
    download({
      connection,
      path: '/api/export',
      fallbackName: exportFileName(new Date()),
      onProgress: throttled((received) => dispatch({ type: 'progress', received })),
      signal: controller.signal,
    })
      .then(
        (downloaded) => dispatch({ type: 'finished', downloaded }),
        (thrown: unknown) => dispatch({ type: 'failed', failure: failureOf(thrown) }),
      )
      .finally(() => {
        running.current = null;
      });
  }, [connection]);

  const cancel = useCallback(() => running.current?.abort(), []);
  const reset = useCallback(() => {
    running.current?.abort();
    dispatch({ type: 'reset' });
  }, []);
  useEffect(() => cancel, [cancel]);

  return { state, start, cancel, reset };
}
