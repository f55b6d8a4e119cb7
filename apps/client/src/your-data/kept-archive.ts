/** A phone's file is gone with the app: nothing is kept of it. */
import { parseKept } from './kept';
import { keptIn } from './pending';

export const keptArchives = keptIn(
  { read: () => 'null', write: () => undefined, remove: () => undefined },
  parseKept,
);
