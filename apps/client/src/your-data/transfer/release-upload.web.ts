/** Lets go of what was sent of a file, when it is not needed any more. */
import type { Connection } from '../../api/connection';
import { keptArchives } from '../kept-archive';
import type { PickedFile } from './transfer';
import { removeUpload } from './upload-once.web';

export function releaseUpload(connection: Connection, file: PickedFile): void {
  void keptArchives.forget();
  removeUpload(connection, file);
}
