/** What every entry must be, whichever container it lies in: few enough, safely and distinctly named, not too large. */
import { safePath } from '../archive/safe-path.js';
import type { ImportLimits } from '../limits.js';
import { createNameRegister } from './name-register.js';
import { tooLarge } from './refusals.js';

/** An entry whose headers were understood. */
export interface GuardedEntry {
  readonly type: 'file' | 'directory';
  /** As the archive spells it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface EntryGuard {
  /**
   * Lets the next entry in, whatever its size.
   * @throws PortabilityError `archive-too-large`, `archive-unsafe`
   */
  admit(entry: GuardedEntry): void;
}

const MEDIA_FILE = /(?:^|\/)media\/[^/]+$/;

/** The safe form of an entry's name. `tar -C folder .` packs the folder itself as "./". */
function checkedPath({ type, path }: GuardedEntry): string {
  if (type === 'file') return safePath(path);
  return /^(?:\.\/?)+$/.test(path) && !path.includes('..') ? '.' : safePath(path.replace(/\/$/, ''));
}

export function createEntryGuard(limits: ImportLimits): EntryGuard {
  const names = createNameRegister(limits.entries);
  let entries = 0;
  return {
    admit(entry) {
      if (++entries > limits.entries) throw tooLarge('entries', limits.entries, entries);
      names.add(checkedPath(entry), entry.type, entry.path);
    },
  };
}

/** @throws PortabilityError `archive-too-large` for a file of an archive that is larger than any may be */
export function assertSize({ path, size }: GuardedEntry, limits: ImportLimits): void {
  const maximum = MEDIA_FILE.test(path) ? limits.mediaBytes : Math.max(limits.mediaBytes, limits.areaBytes);
  if (size > maximum) throw tooLarge('entryBytes', maximum, size, path);
}
