/** Remembers the names of an archive, so that no two entries claim one file on any file system. */
import { unsafeEntry } from '../archive/safe-path.js';
import { tooLarge } from './refusals.js';

export type EntryKind = 'file' | 'directory';

export interface NameRegister {
  /**
   * Adds a path without a leading `./` or a trailing slash, and the folders that it lies in. Throws `archive-unsafe`
   * (duplicate-entry) when another entry has it, or has a file where a folder must be, letter case and Unicode
   * normalisation aside; a folder may come again.
   */
  add(path: string, kind: EntryKind, name: string): void;
}

/** Upper case first: it joins letters that lower case keeps apart, such as ß and SS. */
function fold(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** @param mostFolders that have no entry of their own, beside those that have: a path may imply hundreds of them */
export function createNameRegister(mostFolders: number): NameRegister {
  const kinds = new Map<string, EntryKind>();
  let implied = 0;

  /** From the innermost: the folders of a known one are known. */
  const addFoldersOf = (key: string, name: string): void => {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const folder = key.slice(0, end);
      const known = kinds.get(folder);
      if (known === 'file') throw unsafeEntry('duplicate-entry', name, 'lies in a file');
      if (known === 'directory') return;
      if (++implied > mostFolders) throw tooLarge('entries', mostFolders, implied);
      kinds.set(folder, 'directory');
    }
  };

  return {
    add(path, kind, name) {
      const key = fold(path);
      addFoldersOf(key, name);
      const known = kinds.get(key);
      if (known !== undefined && !(known === 'directory' && kind === 'directory')) {
        throw unsafeEntry('duplicate-entry', name, 'comes twice');
      }
      kinds.set(key, kind);
    },
  };
}
