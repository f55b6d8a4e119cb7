/** The export's steps as a pure state machine. */
import type { Failure } from '../api/failure';
import type { Downloaded } from './transfer/transfer';

export type ExportState =
  | { readonly step: 'idle' }
  /** `received` in bytes. */
  | { readonly step: 'running'; readonly received: number }
  | { readonly step: 'done'; readonly downloaded: Downloaded }
  | { readonly step: 'failed'; readonly failure: Failure; readonly received: number };

export type ExportEvent =
  | { readonly type: 'started' }
  | { readonly type: 'progress'; readonly received: number }
  | { readonly type: 'finished'; readonly downloaded: Downloaded }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'reset' };

export const INITIAL_EXPORT: ExportState = { step: 'idle' };

/** Events that do not fit the step leave it as it is. */
export function exportReducer(state: ExportState, event: ExportEvent): ExportState {
  switch (event.type) {
    case 'started':
      return state.step === 'running' ? state : { step: 'running', received: 0 };
    case 'progress':
      return state.step === 'running' ? { step: 'running', received: event.received } : state;
    case 'finished':
      return state.step === 'running' ? { step: 'done', downloaded: event.downloaded } : state;
    case 'failed':
      if (state.step !== 'running') return state;
      return event.failure.kind === 'cancelled'
        ? INITIAL_EXPORT
        : { step: 'failed', failure: event.failure, received: state.received };
    case 'reset':
      return INITIAL_EXPORT;
  }
}
