/** On a phone each request sends the file: there is nothing to let go of. */
import type { Connection } from '../../api/connection';
import type { PickedFile } from './transfer';

export const releaseUpload = (_connection: Connection, _file: PickedFile): void => undefined;
