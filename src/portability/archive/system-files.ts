/** What systems and programs drop into folders without being asked: it is left aside, wherever it lies. Pure. */

interface SystemName {
  /** Of a file or a folder; with a folder goes all that is in it. */
  readonly name: RegExp;
  /** Completes "… makes it": whose it is, and what for. */
  readonly madeBy: string;
  /** Whether it may hold what was in any file, whose name it does not say. */
  readonly isAnyFile?: true;
}

export const SYSTEM_NAMES: readonly SystemName[] = [
  { name: /^\.ds_store$/i, madeBy: 'macOS, for the view of a folder' },
  { name: /^icon\r$/i, madeBy: 'macOS, for the icon of a folder' },
  { name: /^\._/, madeBy: 'macOS, for attributes of a file' },
  { name: /^__macosx$/i, madeBy: 'macOS, for attributes of files in a ZIP' },
  { name: /^\.spotlight-v100$/i, madeBy: 'macOS, for the index of a disk' },
  { name: /^\.fseventsd$/i, madeBy: 'macOS, for the journal of a disk' },
  { name: /^\.(trashes|trash|trash-\d+)$/i, madeBy: 'macOS or Linux, for what was deleted' },
  { name: /^\.(temporaryitems|documentrevisions-v100|localized)$/i, madeBy: 'macOS, for a disk' },
  { name: /^\.volumeicon\.icns$/i, madeBy: 'macOS, for the icon of a disk' },
  { name: /^\.apdisk$/i, madeBy: 'macOS, for a shared disk' },
  { name: /^\.appledouble$/i, madeBy: 'netatalk, for attributes of files' },
  { name: /^@eadir$/i, madeBy: 'Synology, for thumbnails and attributes' },
  { name: /^#recycle$/i, madeBy: 'Synology, for what was deleted' },
  { name: /^\.directory$/i, madeBy: 'KDE, for the view of a folder' },
  { name: /^lost\+found$/i, madeBy: 'Linux, for a disk' },
  { name: /^system volume information$/i, madeBy: 'Windows, for a disk' },
  { name: /^\$recycle\.bin$/i, madeBy: 'Windows, for what was deleted' },
  { name: /^desktop\.ini$/i, madeBy: 'Windows, for the view of a folder' },
  { name: /^(eh)?thumbs\.db$/i, madeBy: 'Windows, for thumbnails' },
  { name: /^~\$/, madeBy: 'Microsoft Office, for a file that is open' },
  { name: /^\.~lock\..*#$/, madeBy: 'LibreOffice, for a file that is open' },
  { name: /^\.nfs[0-9a-f]+$/i, madeBy: 'NFS, for a file that was deleted while open', isAnyFile: true },
  {
    name: /^\.fuse_hidden[0-9a-f]+$/i,
    madeBy: 'FUSE, for a file that was deleted while open',
    isAnyFile: true,
  },
];

/** Whose a file is that is left aside, as it or a folder that it lies in has a name that no person gives; undefined for others. */
function systemNameOf(path: string): SystemName | undefined {
  for (const part of path.split('/')) {
    const found = SYSTEM_NAMES.find(({ name }) => name.test(part));
    if (found) return found;
  }
  return undefined;
}

/** Whether a file is left aside. */
export const isSystemFile = (path: string): boolean => systemNameOf(path) !== undefined;

/** A file that was left aside, and of the archive's files one that it may stand for and that is not there. */
export interface HidingFile {
  readonly path: string;
  readonly madeBy: string;
  /** The name of the absent file; undefined where it may be any of several. */
  readonly absent: string | undefined;
}

/**
 * Whether a file that was left aside may hide data: its name has in it that of a file which the archive does not hold (the
 * `~$people.yaml` of an editor, without a `people.yaml`), or it may have been any file while one is absent.
 * @param absent names of files that an archive has and this one has not
 */
export function hiddenBy(path: string, absent: readonly string[]): HidingFile | undefined {
  const found = systemNameOf(path);
  if (found === undefined || absent.length === 0) return undefined;
  const { madeBy, isAnyFile } = found;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = absent.find((file) => name.includes(file));
  if (named === undefined && !isAnyFile) return undefined;
  return { path, madeBy, absent: named ?? (absent.length === 1 ? absent[0] : undefined) };
}
