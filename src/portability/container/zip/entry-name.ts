/** The name of a ZIP's entry, which may be written in three ways (APPNOTE 4.4.4, 4.6.9 and appendix D). */
import { isUtf8 } from 'node:buffer';
import { getFileNameLowLevel, type ExtraField } from 'yauzl';
import { printable, unsafeEntry } from '../../archive/safe-path.js';

/** General purpose bit 11: name and comment are UTF-8. */
const UTF8_FLAG = 0x0800;
/** Info-ZIP's Unicode Path Extra Field. */
export const UNICODE_PATH = 0x7075;
/** The first byte of it that counts: version and checksum of the other name stand before. */
const UNICODE_PATH_AT = 5;
/** "Version made by": MS-DOS and its heirs. */
const MADE_BY_DOS = 0;

export interface RawName {
  readonly flags: number;
  readonly bytes: Buffer;
  readonly extraFields: readonly ExtraField[];
  /** The system that the entry says it was made on; undefined where it is not said. */
  readonly madeOn?: number;
}

/** With a mark for what is no UTF-8: to be shown, never used. */
const shown = (bytes: Buffer): string => printable(bytes.toString('utf8'));

/** Two names must not lead two readers to two files: what ASCII can say is the same in both, folder by folder. */
function assertSameParts(one: string, other: string, bytes: Buffer): void {
  const parts = one.split('/');
  const others = other.split('/');
  const isAscii = (part: string): boolean => /^[\x00-\x7f]*$/.test(part);
  if (parts.length === others.length && parts.every((part, at) => part === others[at] || !isAscii(part)))
    return;
  throw unsafeEntry('header-mismatch', shown(bytes), 'has two names');
}

/**
 * UTF-8 where the flag says so; where it does not, most programs write UTF-8 all the same, and only what is none is code page
 * 437, as the standard has it. A Unicode path beside it wins where it is not stale.
 * @throws PortabilityError `archive-unsafe`: not UTF-8 though it is said, two names that differ
 */
export function decodeName({ flags, bytes, extraFields, madeOn }: RawName): string {
  if ((flags & UTF8_FLAG) !== 0 && !isUtf8(bytes)) {
    throw unsafeEntry('bad-name', shown(bytes), 'has a name that is not UTF-8');
  }
  const unicodePaths = extraFields.filter(({ id }) => id === UNICODE_PATH);
  for (const { data } of unicodePaths) {
    if (!isUtf8(data.subarray(UNICODE_PATH_AT))) {
      throw unsafeEntry('bad-name', shown(bytes), 'has a name that is not UTF-8');
    }
  }
  const decodeFlags = isUtf8(bytes) ? flags | UTF8_FLAG : flags;
  const header = getFileNameLowLevel(decodeFlags, bytes, [], true);
  const name = getFileNameLowLevel(decodeFlags, bytes, [...unicodePaths], true);
  if (name !== header) assertSameParts(name, header, bytes);
  // Windows PowerShell 5 writes its own separator; the standard knows none but the slash.
  return madeOn === MADE_BY_DOS && !name.includes('/') ? name.replaceAll('\\', '/') : name;
}
