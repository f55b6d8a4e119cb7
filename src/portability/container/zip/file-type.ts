/** What sort of file an entry of a ZIP says it is: on Unix, in DOS, or to PKWARE. */
import type { Entry } from 'yauzl';
import { unsafeEntry } from '../../archive/safe-path.js';

/** The upper half of the external attributes is a mode of Unix, the lower one attributes of DOS and Windows. */
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;
const DOS_FOLDER = 0x10;
const WINDOWS_REPARSE_POINT = 0x400;

const typeOf = ({ externalFileAttributes }: Entry): number => (externalFileAttributes >>> 16) & TYPE_MASK;

/** @throws PortabilityError `archive-unsafe`: link-entry, special-entry */
export function assertNoLink(entry: Entry, path: string): void {
  const type = typeOf(entry);
  if (type === LINK || (entry.externalFileAttributes & WINDOWS_REPARSE_POINT) !== 0) {
    throw unsafeEntry('link-entry', path, 'is a link');
  }
  if (![0, REGULAR, FOLDER].includes(type)) {
    throw unsafeEntry('special-entry', path, 'is a device, a pipe or a socket');
  }
}

/**
 * A folder's name ends in a slash; what else is called one is to some readers a file.
 * @throws PortabilityError `archive-unsafe`: unsupported-entry-type
 */
export function isFolder(entry: Entry, path: string): boolean {
  if (path.endsWith('/')) return true;
  if (typeOf(entry) === FOLDER || (entry.externalFileAttributes & DOS_FOLDER) !== 0) {
    throw unsafeEntry('unsupported-entry-type', path, 'is a folder by its attributes and a file by its name');
  }
  return false;
}
