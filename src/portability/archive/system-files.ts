/** What systems and programs drop into folders without being asked: it is left aside, wherever it lies. Pure. */

export interface SystemName {
  /** One of them, as it is written in documents. */
  readonly example: string;
  /** Of a file or a folder; with a folder goes all that is in it. */
  readonly name: RegExp;
  /** Completes "… makes it": whose it is, and what for. */
  readonly madeBy: string;
  /** Whether it may hold what was in any file, whose name it does not say. */
  readonly isAnyFile?: true;
}

/** All of them; whatever else lies in an archive is read, or refused by its name. */
export const SYSTEM_NAMES: readonly SystemName[] = [
  { example: '.DS_Store', name: /^\.ds_store$/i, madeBy: 'macOS, for the view of a folder' },
  { example: 'Icon\r', name: /^icon\r$/i, madeBy: 'macOS, for the icon of a folder' },
  { example: '._people.yaml', name: /^\._/, madeBy: 'macOS, for attributes of a file' },
  { example: '__MACOSX', name: /^__macosx$/i, madeBy: 'macOS, for attributes of files in a ZIP' },
  { example: '.Spotlight-V100', name: /^\.spotlight-v100$/i, madeBy: 'macOS, for the index of a disk' },
  { example: '.fseventsd', name: /^\.fseventsd$/i, madeBy: 'macOS, for the journal of a disk' },
  {
    example: '.Trashes',
    name: /^\.(trashes|trash|trash-\d+)$/i,
    madeBy: 'macOS or Linux, for what was deleted',
  },
  {
    example: '.TemporaryItems',
    name: /^\.(temporaryitems|documentrevisions-v100|localized)$/i,
    madeBy: 'macOS, for a disk',
  },
  { example: '.VolumeIcon.icns', name: /^\.volumeicon\.icns$/i, madeBy: 'macOS, for the icon of a disk' },
  { example: '.apdisk', name: /^\.apdisk$/i, madeBy: 'macOS, for a shared disk' },
  { example: '.AppleDouble', name: /^\.appledouble$/i, madeBy: 'netatalk, for attributes of files' },
  { example: '@eaDir', name: /^@eadir$/i, madeBy: 'Synology, for thumbnails and attributes' },
  { example: '#recycle', name: /^#recycle$/i, madeBy: 'Synology, for what was deleted' },
  { example: '.directory', name: /^\.directory$/i, madeBy: 'KDE, for the view of a folder' },
  { example: 'lost+found', name: /^lost\+found$/i, madeBy: 'Linux, for a disk' },
  {
    example: 'System Volume Information',
    name: /^system volume information$/i,
    madeBy: 'Windows, for a disk',
  },
  { example: '$RECYCLE.BIN', name: /^\$recycle\.bin$/i, madeBy: 'Windows, for what was deleted' },
  { example: 'desktop.ini', name: /^desktop\.ini$/i, madeBy: 'Windows, for the view of a folder' },
  { example: 'Thumbs.db', name: /^(eh)?thumbs\.db$/i, madeBy: 'Windows, for thumbnails' },
  { example: '~$people.yaml', name: /^~\$/, madeBy: 'Microsoft Office, for a file that is open' },
  { example: '.~lock.people.yaml#', name: /^\.~lock\..*#$/, madeBy: 'LibreOffice, for a file that is open' },
  {
    example: '.nfs0000000000a1b2c3',
    name: /^\.nfs[0-9a-f]+$/i,
    madeBy: 'NFS, for a file that was deleted while open',
    isAnyFile: true,
  },
  {
    example: '.fuse_hidden0000000100000001',
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
