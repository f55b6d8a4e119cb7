/** The import's steps as a pure state machine: what may follow what, and that no step loses the chosen file. */
import type { Failure } from '../api/failure';
import {
  isConfirmable,
  type ImportMode,
  type ImportResult,
  type ImportStatus,
  type Preview,
  type ValidPreview,
} from '../api/types';
import { deletes, IMPORT_MODES, type DeletingMode } from './modes';
import type { PickedFile } from './transfer/transfer';

export type ImportPhase = 'preview' | 'apply';
/** Bytes; `total` is 0 while unknown. */
export interface Sent {
  readonly done: number;
  readonly total: number;
}

interface WithFile {
  readonly file: PickedFile;
}
interface WithChoice extends WithFile {
  readonly preview: ValidPreview;
  readonly mode: ImportMode;
}
/** What a person is asked about. */
interface WithQuestion extends WithChoice {
  readonly mode: DeletingMode;
}
interface Running {
  readonly sent: Sent;
  /** Answers of an earlier run are told by it and dropped. */
  readonly run: number;
}

/** Looked at again, because what was confirmed was no longer so. */
export interface Stale {
  /** What was shown then; null where this page no longer has it. */
  readonly before: { readonly preview: ValidPreview; readonly mode: ImportMode } | null;
}

export type ImportState =
  | { readonly step: 'idle'; readonly run: number }
  | ({ readonly step: 'previewing'; readonly stale: Stale | null } & WithFile & Running)
  | ({ readonly step: 'summary'; readonly stale: Stale | null; readonly run: number } & WithChoice)
  | ({ readonly step: 'invalid'; readonly preview: Preview; readonly run: number } & WithFile)
  | ({ readonly step: 'confirming'; readonly run: number } & WithQuestion)
  | ({ readonly step: 'applying' } & WithChoice & Running)
  /** The service has the file and goes on by itself, whatever becomes of this page. */
  | ({
      readonly step: 'following';
      readonly key: string;
      /** Null while the service cannot be asked. */
      readonly status: ImportStatus | null;
      readonly isStopping: boolean;
      /** What was confirmed; null where this page did not send it. */
      readonly confirmed: Stale['before'];
      readonly run: number;
    } & WithFile)
  | ({ readonly step: 'done'; readonly result: ImportResult; readonly run: number } & WithFile)
  | ({
      readonly step: 'failed';
      readonly failure: Failure;
      readonly phase: ImportPhase;
      /** Of an import that may still run: to look again is to go on following it. */
      readonly key: string | null;
      readonly run: number;
    } & WithFile);

/** The state as it is at some step. */
export type StateOf<Step extends ImportState['step']> = Extract<ImportState, { readonly step: Step }>;

export type ImportEvent =
  | { readonly type: 'file-chosen'; readonly file: PickedFile }
  | { readonly type: 'progress'; readonly run: number; readonly sent: Sent }
  | { readonly type: 'previewed'; readonly run: number; readonly preview: Preview }
  | {
      readonly type: 'status';
      readonly run: number;
      readonly key: string;
      readonly status: ImportStatus | null;
    }
  /** One that was sent before this page was opened. */
  | { readonly type: 'found'; readonly key: string; readonly name: string }
  | { readonly type: 'stop-asked' }
  | { readonly type: 'applied'; readonly run: number; readonly result: ImportResult }
  | { readonly type: 'failed'; readonly run: number; readonly failure: Failure }
  | { readonly type: 'mode-selected'; readonly mode: ImportMode }
  /** "Import": a mode that deletes asks once more, the others start. */
  | { readonly type: 'import-asked' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'back' }
  | { readonly type: 'look-again' }
  | { readonly type: 'reset' };

export const INITIAL_IMPORT: ImportState = { step: 'idle', run: 0 };
const NOTHING_SENT: Sent = { done: 0, total: 0 };

/** Events that do not fit the step leave it as it is. */
export function importReducer(state: ImportState, event: ImportEvent): ImportState {
  switch (event.type) {
    case 'file-chosen':
      return isBusy(state) ? state : previewing(state, event.file);
    case 'reset':
      return { step: 'idle', run: state.run + 1 };
    case 'look-again':
      if (state.step === 'failed' && state.key !== null) return following(state, state.key);
      return state.step === 'failed' || state.step === 'invalid' ? previewing(state, state.file) : state;
    case 'found':
      return state.step === 'idle' ? following({ ...state, file: gone(event.name) }, event.key) : state;
    case 'stop-asked':
      return state.step === 'following' ? { ...state, isStopping: true } : state;
    case 'mode-selected':
      return state.step === 'summary' && state.preview.effects[event.mode] !== null
        ? { ...state, mode: event.mode }
        : state;
    case 'import-asked':
      if (state.step !== 'summary' || state.preview.effects[state.mode] === null) return state;
      return deletes(state.mode) ? confirming(state, state.mode) : applying(state);
    case 'confirmed':
      return state.step === 'confirming' ? applying(state) : state;
    case 'back':
      return back(state);
    default:
      return event.run === state.run ? answered(state, event) : state;
  }
}

export type BusyState = StateOf<'previewing' | 'applying' | 'following'>;

export function isBusy(state: ImportState): state is BusyState {
  return state.step === 'previewing' || state.step === 'applying' || state.step === 'following';
}

/** Of a file that was chosen before this page was opened only the name is known. */
const gone = (name: string): PickedFile => ({ name, size: null, uri: '' });

/** Whether the bytes can be sent once more. */
export const isAtHand = (file: PickedFile): boolean => file.uri !== '';

/** Once everything has left, the service may already be working on it: an import cannot be called back then. */
export function isAllSent(sent: Sent): boolean {
  return sent.total > 0 && sent.done >= sent.total;
}

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
        ? { step: 'done', file: state.file, result: event.result, run: state.run }
        : state;
    case 'failed':
      return failed(state, event.failure);
  }
}

function seen(state: StateOf<'previewing'>, preview: Preview): ImportState {
  const { file, stale, run } = state;
  if (!isConfirmable(preview)) return { step: 'invalid', file, preview, run };
  const chosen = stale?.before?.mode;
  const mode = chosen && preview.effects[chosen] !== null ? chosen : firstMode(preview);
  return { step: 'summary', file, preview, stale, run, mode };
}

function followed(
  state: BusyState,
  { key, status }: Extract<ImportEvent, { readonly type: 'status' }>,
): ImportState {
  if (state.step === 'previewing') return state;
  const { file, run } = state;
  const isStopping = state.step === 'following' && state.isStopping;
  return { step: 'following', file, key, status, isStopping, confirmed: confirmedIn(state), run };
}

function failed(state: BusyState, failure: Failure): ImportState {
  if (failure.kind === 'cancelled') return back(state);
  const { file, run } = state;
  if (state.step === 'previewing') return { step: 'failed', file, failure, phase: 'preview', key: null, run };
  if (failure.kind === 'problem' && failure.problem.slug === 'preview-stale' && isAtHand(file))
    return { ...previewing(state, file), stale: { before: confirmedIn(state) } };
  const mayGoOn = failure.kind === 'signed-out' || failure.kind === 'end-unknown';
  const key = state.step === 'following' && mayGoOn ? state.key : null;
  return { step: 'failed', file, failure, phase: 'apply', key, run };
}

function confirmedIn(state: StateOf<'applying' | 'following'>): Stale['before'] {
  return state.step === 'following' ? state.confirmed : { preview: state.preview, mode: state.mode };
}

function back(state: ImportState): ImportState {
  switch (state.step) {
    case 'previewing':
      return { step: 'idle', run: state.run + 1 };
    case 'confirming':
    case 'applying': {
      const { file, preview, mode } = state;
      return { step: 'summary', file, preview, mode, stale: null, run: state.run + 1 };
    }
    default:
      return state;
  }
}

function previewing(state: ImportState, file: PickedFile): StateOf<'previewing'> {
  return { step: 'previewing', file, sent: NOTHING_SENT, stale: null, run: state.run + 1 };
}

function following({ file, run }: WithFile & { readonly run: number }, key: string): ImportState {
  return { step: 'following', file, key, status: null, isStopping: false, confirmed: null, run: run + 1 };
}

function applying({ file, preview, mode, run }: WithChoice & { readonly run: number }): ImportState {
  return { step: 'applying', file, preview, mode, sent: NOTHING_SENT, run: run + 1 };
}

function confirming({ file, preview, run }: StateOf<'summary'>, mode: DeletingMode): ImportState {
  return { step: 'confirming', file, preview, mode, run };
}
