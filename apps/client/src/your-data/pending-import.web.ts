/** Remembers in the browser which import has been sent, so that it is found again after a reload, or in another tab. */
import { keptIn, parsePending } from './pending';

const NAME = 'carol.pendingImport';

export const pendingImports = keptIn(
  {
    read: () => localStorage.getItem(NAME) ?? '',
    write: (json) => localStorage.setItem(NAME, json),
    remove: () => localStorage.removeItem(NAME),
  },
  parsePending,
);
