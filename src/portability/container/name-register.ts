/** Remembers the names of an archive, so that no two entries claim one file on any file system. */
import { unsafeEntry } from '../archive/safe-path.js';

export type EntryKind = 'file' | 'directory';

export interface NameRegister {
  /**
   * Adds a path without a leading `./` or a trailing slash. Throws `archive-unsafe` (duplicate-entry) when another
   * entry has it, letter case and Unicode normalisation aside; a folder may come again.
   */
  add(path: string, kind: EntryKind, name: string): void;
}

/** Upper case first: it joins letters that lower case keeps apart, such as ß and SS. */
function fold(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

export function createNameRegister(): NameRegister {
  const kinds = new Map<string, EntryKind>();
  return {
    add(path, kind, name) {
      const key = fold(path);
      const known = kinds.get(key);
      if (known !== undefined && !(known === 'directory' && kind === 'directory')) {
        throw unsafeEntry('duplicate-entry', name, 'comes twice');
      }
      kinds.set(key, kind);
    },
  };
}
