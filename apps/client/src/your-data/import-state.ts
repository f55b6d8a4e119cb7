/** The states of an import and what leads from one to the next. */
import type { Failure } from '../api/failure';
import type { ImportMode, ImportResult, ImportStatus, Preview, ValidPreview } from '../api/types';
import { isSameChoice, type Choice } from './choice';
import type { DeletingMode } from './modes';
import type { PickedFile } from './transfer/transfer';

export type ImportPhase = 'preview' | 'apply';
/** Bytes; `total` is 0 while unknown. */
export interface Sent {
  readonly done: number;
  readonly total: number;
}

export interface WithFile {
  readonly file: PickedFile;
  /** What of it was looked at, or is brought in. */
  readonly choice: Choice;
}
export interface WithChoice extends WithFile {
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
  | ({
      readonly step: 'previewing';
      readonly stale: Stale | null;
      /** What was on the screen before, where it is looked at again. */
      readonly earlier: StateOf<'summary'> | null;
      /** The mode that was selected before this page was opened, where it was looked at then. */
      readonly keptMode: ImportMode | null;
    } & WithFile &
      Running)
  | ({
      readonly step: 'summary';
      readonly stale: Stale | null;
      /** What is to be brought in: as long as it is another choice than what was looked at, nothing is. */
      readonly wanted: Choice;
      readonly run: number;
    } & WithChoice)
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
  /** One that was looked at before this page was opened anew, and that the service still has. */
  | ({ readonly type: 'kept-file'; readonly mode: ImportMode } & WithFile)
  | { readonly type: 'stop-asked' }
  | { readonly type: 'applied'; readonly run: number; readonly result: ImportResult }
  | { readonly type: 'failed'; readonly run: number; readonly failure: Failure }
  | { readonly type: 'mode-selected'; readonly mode: ImportMode }
  | { readonly type: 'choice-changed'; readonly choice: Choice }
  /** "Import": a mode that deletes asks once more, the others start. */
  | { readonly type: 'import-asked' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'back' }
  | { readonly type: 'look-again' }
  | { readonly type: 'reset' };

export type BusyState = StateOf<'previewing' | 'applying' | 'following'>;

export function isBusy(state: ImportState): state is BusyState {
  return state.step === 'previewing' || state.step === 'applying' || state.step === 'following';
}

/** Whether what a person has begun would be lost without this page; the service goes on by itself once it has the file. */
export const isUnfinished = ({ step }: ImportState): boolean =>
  step === 'previewing' || step === 'summary' || step === 'confirming' || step === 'applying';

/** Whether the bytes can be sent once more. */
export const isAtHand = (file: PickedFile): boolean => file.uri !== '';

/** Whether what is on the screen is what would be done. */
export const isLookedAt = ({ choice, wanted }: StateOf<'summary'>): boolean => isSameChoice(choice, wanted);

/** Once everything has left, the service may already be working on it: an import cannot be called back then. */
export function isAllSent(sent: Sent): boolean {
  return sent.total > 0 && sent.done >= sent.total;
}
