/** Remembers on the device which import has been sent, so that it is found again when the app has been closed meanwhile. */
import { File, Paths } from 'expo-file-system';
import { parsePending, type PendingImport, type PendingImports } from './pending';

const place = (): File => new File(Paths.document, 'pending-import.json');

/** That it cannot be remembered must not stand in the way of the import itself. */
export const pendingImports: PendingImports = {
  async find(userId) {
    try {
      return parsePending(await place().text(), userId);
    } catch {
      return null;
    }
  },
  async keep(pending: PendingImport) {
    try {
      place().write(JSON.stringify(pending));
    } catch {
      // As said above.
    }
  },
  async forget() {
    try {
      place().delete();
    } catch {
      // There was none.
    }
  },
};
