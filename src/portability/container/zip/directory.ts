/** Lists what the central directory of a ZIP holds, and lets through only what could be in an archive. */
import type { Entry, ZipFile } from 'yauzl';
import { unsafeEntry } from '../../archive/safe-path.js';
import { createEntryGuard, type GuardedEntry } from '../entry-guard.js';
import type { ImportLimits } from '../../limits.js';
import { corrupt, ofLibrary, tooLarge, unsafeArchive, unsupportedType } from '../refusals.js';
import type { Directory } from './end-record.js';
import { decodeName } from './entry-name.js';
import { assertNoLink, isFolder } from './file-type.js';
import { assertKnownFields, assertSameSizes } from './extra-fields.js';
import type { FileWindow } from './random-access.js';

/** An entry as the central directory describes it. */
export interface ZipEntry extends GuardedEntry {
  /** The name as its bytes stand in the header, one character each. */
  readonly rawName: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  /** Bytes. */
  readonly compressedSize: number;
  /** Of the local header, bytes from the beginning of the file. */
  readonly offset: number;
}

export const STORED = 0;
export const DEFLATED = 8;

/** General purpose bits 0, 6 and 13: traditional encryption, strong encryption, masked headers. */
const ENCRYPTED = 0x2041;
const RECORD_BYTES = 46;
/** What a tar gives each entry for its name and all else; what a record has beyond it counts as an extended header. */
const FREE_BYTES = 512;

/** Counts what records hold beyond what they need. */
function createHeaderMeter(limits: ImportLimits): (bytes: number) => void {
  let total = 0;
  return (bytes) => {
    const extra = Math.max(0, bytes - FREE_BYTES);
    total += extra;
    if (extra > limits.extendedHeaderBytes) throw tooLarge('headerBytes', limits.extendedHeaderBytes, extra);
    if (total > limits.extendedHeadersBytes)
      throw tooLarge('headerBytes', limits.extendedHeadersBytes, total);
  };
}

/** The fields that yauzl does not give out, or stops at with words of its own. @returns bytes of the whole record */
function checkRecord(record: Buffer, limits: ImportLimits): number {
  const flags = record.readUInt16LE(8);
  if ((flags & ENCRYPTED) !== 0) {
    throw unsafeArchive(
      'encrypted-entry',
      'The ZIP is encrypted.',
      'Pack the archive again without a password.',
    );
  }
  if (![0, 0xffff].includes(record.readUInt16LE(34))) throw unsupportedType('split-zip');
  const nameBytes = record.readUInt16LE(28);
  const bytes = RECORD_BYTES + nameBytes + record.readUInt16LE(30) + record.readUInt16LE(32);
  if (bytes > FREE_BYTES + limits.extendedHeaderBytes) {
    throw tooLarge('headerBytes', limits.extendedHeaderBytes, bytes - FREE_BYTES);
  }
  return bytes;
}

function checkedEntry(entry: Entry): ZipEntry {
  const { fileNameRaw, generalPurposeBitFlag: flags, extraFields, compressionMethod: method } = entry;
  const madeOn = entry.versionMadeBy >>> 8;
  const path = decodeName({ flags, bytes: fileNameRaw, extraFields, madeOn });
  assertKnownFields(extraFields, path);
  assertSameSizes(entry, path);
  if (method !== STORED && method !== DEFLATED) {
    throw unsafeEntry(
      'unsupported-compression',
      path,
      'is compressed in a way that is not read here',
      'Pack the archive again as a plain ZIP (Store or Deflate).',
    );
  }
  assertNoLink(entry, path);
  const type = isFolder(entry, path) ? 'directory' : 'file';
  if (type === 'directory' && entry.uncompressedSize > 0) throw corrupt('A folder of the ZIP has a size.');
  return {
    type,
    path,
    size: entry.uncompressedSize,
    rawName: fileNameRaw.toString('latin1'),
    flags,
    method,
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    offset: entry.relativeOffsetOfLocalHeader,
  };
}

/**
 * All entries, in the order in which they lie in the file.
 * @throws PortabilityError `archive-corrupt`, `archive-unsafe`, `archive-too-large`
 */
export async function readDirectory(
  zip: ZipFile,
  file: FileWindow,
  directory: Directory,
  limits: ImportLimits,
): Promise<readonly ZipEntry[]> {
  const guard = createEntryGuard(limits);
  const countHeader = createHeaderMeter(limits);
  const entries: ZipEntry[] = [];
  const records = zip.eachEntry();
  let at = directory.start;
  let total = 0;
  while (entries.length < directory.entries) {
    if (at + RECORD_BYTES > directory.end) throw corrupt('The directory of the ZIP ends too early.');
    const bytes = checkRecord(await file.bytes(at, RECORD_BYTES), limits);
    const { value } = (await records.next().catch((error: unknown) => {
      throw ofLibrary(error, 'The directory of the ZIP is damaged.');
    })) as IteratorYieldResult<Entry>;
    at += bytes;
    countHeader(bytes);
    const entry = checkedEntry(value);
    guard.admit(entry);
    total += entry.size;
    if (total > limits.decompressedBytes) {
      throw tooLarge('decompressedBytes', limits.decompressedBytes, total);
    }
    entries.push(entry);
  }
  if (at !== directory.end) throw corrupt('The directory of the ZIP has more entries than its end says.');
  return entries.sort((one, other) => one.offset - other.offset);
}
