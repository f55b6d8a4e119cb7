/** On a phone nothing is dropped onto a page. */
import type { PickedFile } from './transfer';

/** What came down that is no single file. */
export type NotAFile = 'folder' | 'several' | 'nothing';

export interface OnDrop {
  readonly file: (file: PickedFile) => void;
  readonly other: (what: NotAFile) => void;
}

/** Whether a person could have something to drop with. */
export const CAN_DROP: boolean = false;

/** @returns whether something is held above the page that can be dropped */
export function useFileDrop(_onDrop: OnDrop): boolean {
  return false;
}
