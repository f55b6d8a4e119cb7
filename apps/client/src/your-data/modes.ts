/** The modes of an import, as their tables and their words say. */
import { DELETES } from '../api/modes';
import type { ImportMode } from '../api/types';
import { modes } from '../i18n/en/modes';

/** In the order of their words: as the card offers them. */
export const IMPORT_MODES = Object.keys(modes) as readonly ImportMode[];

type Modes = typeof modes;
type SkippingMode = {
  [M in ImportMode]: Modes[M] extends { readonly skips: string } ? M : never;
}[ImportMode];

/** Whether it may leave something out that is in the file; its words then say why. */
export const skipsAny = (mode: ImportMode): mode is SkippingMode => 'skips' in modes[mode];

export type DeletingMode = { [M in ImportMode]: (typeof DELETES)[M] extends true ? M : never }[ImportMode];

/** Whether it deletes what the file does not hold: then a person is asked once more. */
export const deletes = (mode: ImportMode): mode is DeletingMode => DELETES[mode];

/** What was written by another version may name one that is unknown. */
export const isMode = (read: unknown): read is ImportMode =>
  (IMPORT_MODES as readonly unknown[]).includes(read);
