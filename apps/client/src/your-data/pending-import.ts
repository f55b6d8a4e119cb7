/** Remembers on the device which import has been sent, so that it is found again when the app has been closed meanwhile. */
import { File, Paths } from 'expo-file-system';
import { keptIn, parsePending } from './pending';

const place = (): File => new File(Paths.document, 'pending-import.json');

export const pendingImports = keptIn(
  {
    read: () => place().text(),
    write: (json) => place().write(json),
    remove: () => place().delete(),
  },
  parsePending,
);
