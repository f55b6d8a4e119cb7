/** Under what the service has a file, once a preview of it was answered; undefined where it went with the form. */
import type { PickedFile } from './transfer';
import { uploadOf } from './upload-once.web';

export const sentAs = ({ file, upload }: PickedFile): string | undefined => upload ?? uploadOf(file);
