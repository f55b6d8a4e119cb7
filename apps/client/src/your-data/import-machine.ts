/** The import's steps as a pure state machine: what may follow what, and that no step loses the chosen file. */
import type { Failure } from '../api/failure';
import { isConfirmable, type ImportMode, type Preview, type ValidPreview } from '../api/types';
import { ALL } from './choice';
import {
  isAtHand,
  isBusy,
  isLookedAt,
  type BusyState,
  type ImportEvent,
  type ImportState,
  type Sent,
  type Stale,
  type StateOf,
  type WithChoice,
  type WithFile,
} from './import-state';
import { deletes, IMPORT_MODES, type DeletingMode } from './modes';
import type { PickedFile } from './transfer/transfer';

export const INITIAL_IMPORT: ImportState = { step: 'idle', run: 0 };
const NOTHING_SENT: Sent = { done: 0, total: 0 };

/** Events that do not fit the step leave it as it is. */
export function importReducer(state: ImportState, event: ImportEvent): ImportState {
  switch (event.type) {
    case 'file-chosen':
      return isBusy(state) ? state : previewing({ file: event.file, choice: ALL, run: state.run });
    case 'reset':
      return { step: 'idle', run: state.run + 1 };
    case 'look-again':
      if (state.step === 'failed' && state.key !== null) return following(state, state.key);
      if (state.step === 'summary')
        return { ...previewing({ ...state, choice: state.wanted }), earlier: state };
      return state.step === 'failed' || state.step === 'invalid' ? previewing(state) : state;
    case 'found':
      return state.step === 'idle'
        ? following({ file: gone(event.name), choice: ALL, run: state.run }, event.key)
        : state;
    case 'kept-file':
      return state.step === 'idle'
        ? {
            ...previewing({ file: event.file, choice: event.choice, run: state.run }),
            keptMode: event.mode,
          }
        : state;
    case 'stop-asked':
      return state.step === 'following' ? { ...state, isStopping: true } : state;
    case 'mode-selected':
      return state.step === 'summary' && state.preview.effects[event.mode] !== null
        ? { ...state, mode: event.mode }
        : state;
    case 'choice-changed':
      return state.step === 'summary' ? { ...state, wanted: event.choice } : state;
    case 'import-asked':
      if (state.step !== 'summary' || state.preview.effects[state.mode] === null) return state;
      if (!isLookedAt(state)) return state;
      return deletes(state.mode) ? confirming(state, state.mode) : applying(state);
    case 'confirmed':
      return state.step === 'confirming' ? applying(state) : state;
    case 'back':
      return back(state);
    default:
      return event.run === state.run ? answered(state, event) : state;
  }
}

/** Of a file that was chosen before this page was opened only the name is known. */
const gone = (name: string): PickedFile => ({ name, size: null, uri: '' });

/** The mode offered first: the first that takes this archive and deletes nothing, or else the first that takes it. */
export function firstMode(preview: ValidPreview): ImportMode {
  const possible = IMPORT_MODES.filter((mode) => preview.effects[mode] !== null);
  return possible.find((mode) => !deletes(mode)) ?? possible[0] ?? 'merge';
}

function answered(
  state: ImportState,
  event: Extract<ImportEvent, { type: 'progress' | 'previewed' | 'status' | 'applied' | 'failed' }>,
): ImportState {
  if (!isBusy(state)) return state;
  switch (event.type) {
    case 'progress':
      return state.step === 'following' ? state : { ...state, sent: event.sent };
    case 'status':
      return followed(state, event);
    case 'previewed':
      return state.step === 'previewing' ? seen(state, event.preview) : state;
    case 'applied':
      return state.step !== 'previewing'
        ? { step: 'done', file: state.file, choice: state.choice, result: event.result, run: state.run }
        : state;
    case 'failed':
      return failed(state, event.failure);
  }
}

function seen(state: StateOf<'previewing'>, preview: Preview): ImportState {
  const { file, choice, stale, earlier, keptMode, run } = state;
  if (!isConfirmable(preview)) return { step: 'invalid', file, choice, preview, run };
  const wanted = earlier?.mode ?? stale?.before?.mode ?? keptMode;
  const mode = wanted && preview.effects[wanted] !== null ? wanted : firstMode(preview);
  return { step: 'summary', file, choice, wanted: choice, preview, stale, run, mode };
}

function followed(
  state: BusyState,
  { key, status }: Extract<ImportEvent, { readonly type: 'status' }>,
): ImportState {
  if (state.step === 'previewing') return state;
  const { file, choice, run } = state;
  const isStopping = state.step === 'following' && state.isStopping;
  return { step: 'following', file, choice, key, status, isStopping, confirmed: confirmedIn(state), run };
}

function failed(state: BusyState, failure: Failure): ImportState {
  if (failure.kind === 'cancelled') return back(state);
  const { file, choice, run } = state;
  if (state.step === 'previewing')
    return { step: 'failed', file, choice, failure, phase: 'preview', key: null, run };
  if (failure.kind === 'problem' && failure.problem.slug === 'preview-stale' && isAtHand(file))
    return staleIn(state);
  const mayGoOn = failure.kind === 'signed-out' || failure.kind === 'end-unknown';
  const key = state.step === 'following' && mayGoOn ? state.key : null;
  return { step: 'failed', file, choice, failure, phase: 'apply', key, run };
}

function staleIn(state: StateOf<'applying' | 'following'>): ImportState {
  return { ...previewing(state), stale: { before: confirmedIn(state) } };
}

function confirmedIn(state: StateOf<'applying' | 'following'>): Stale['before'] {
  return state.step === 'following' ? state.confirmed : { preview: state.preview, mode: state.mode };
}

function back(state: ImportState): ImportState {
  switch (state.step) {
    case 'previewing':
      return state.earlier ? { ...state.earlier, run: state.run + 1 } : { step: 'idle', run: state.run + 1 };
    case 'confirming':
    case 'applying': {
      const { file, choice, preview, mode } = state;
      const run = state.run + 1;
      return { step: 'summary', file, choice, wanted: choice, preview, mode, stale: null, run };
    }
    default:
      return state;
  }
}

type WithRun = WithFile & { readonly run: number };

function previewing({ file, choice, run }: WithRun): StateOf<'previewing'> {
  const first = { stale: null, earlier: null, keptMode: null };
  return { step: 'previewing', file, choice, sent: NOTHING_SENT, ...first, run: run + 1 };
}

function following({ file, choice, run }: WithRun, key: string): ImportState {
  const nothingHeard = { status: null, isStopping: false, confirmed: null };
  return { step: 'following', file, choice, key, ...nothingHeard, run: run + 1 };
}

function applying({ file, choice, preview, mode, run }: WithChoice & { readonly run: number }): ImportState {
  return { step: 'applying', file, choice, preview, mode, sent: NOTHING_SENT, run: run + 1 };
}

function confirming({ file, choice, preview, run }: StateOf<'summary'>, mode: DeletingMode): ImportState {
  return { step: 'confirming', file, choice, preview, mode, run };
}
