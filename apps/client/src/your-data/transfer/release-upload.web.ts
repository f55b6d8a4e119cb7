/** Lets go of what was sent of a file, when it is not needed any more. */
import type { Connection } from '../../api/connection';
import type { PickedFile } from './transfer';
import { removeUpload } from './upload-once.web';

export const releaseUpload = (connection: Connection, file: PickedFile): void =>
  removeUpload(connection, file.file);
