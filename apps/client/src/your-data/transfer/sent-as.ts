/** A phone sends its file each time anew: the service has none of it. */
import type { PickedFile } from './transfer';

export const sentAs = (_file: PickedFile): string | undefined => undefined;
