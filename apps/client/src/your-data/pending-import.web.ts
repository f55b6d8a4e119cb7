/** Remembers in the browser which import has been sent, so that it is found again after a reload, or in another tab. */
import { parsePending, type PendingImport, type PendingImports } from './pending';

const NAME = 'carol.pendingImport';

/** That it cannot be remembered (a private window, a full store) must not stand in the way of the import itself. */
export const pendingImports: PendingImports = {
  async find(userId) {
    try {
      return parsePending(localStorage.getItem(NAME) ?? '', userId);
    } catch {
      return null;
    }
  },
  async keep(pending: PendingImport) {
    try {
      localStorage.setItem(NAME, JSON.stringify(pending));
    } catch {
      // As said above.
    }
  },
  async forget() {
    try {
      localStorage.removeItem(NAME);
    } catch {
      // As said above.
    }
  },
};
