/** Remembers for a tab of the browser which archive was looked at, so that a reload shows it again. */
import { parseKept } from './kept';
import { keptIn } from './pending';

const NAME = 'carol.keptArchive';

export const keptArchives = keptIn(
  {
    read: () => sessionStorage.getItem(NAME) ?? 'null',
    write: (json) => sessionStorage.setItem(NAME, json),
    remove: () => sessionStorage.removeItem(NAME),
  },
  parseKept,
);
