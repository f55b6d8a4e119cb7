/** Holds what stands before and behind the bytes of an entry against the central directory: readers that stream see nothing else. */
import { parseExtraFields, type Entry, type LocalFileHeader, type ZipFile } from 'yauzl';
import { unsafeEntry } from '../../archive/safe-path.js';
import { ofLibrary } from '../refusals.js';
import type { ZipEntry } from './directory.js';
import { uint64 } from './end-record.js';
import { decodeName } from './entry-name.js';
import { assertKnownFields, localSizes, mismatch } from './extra-fields.js';
import type { FileWindow } from './random-access.js';

/** General purpose bit 3: checksum and sizes follow the data. */
const DESCRIPTOR_FLAG = 0x0008;
/** The flags that say how an entry is read: encryption, descriptor, strong encryption, UTF-8, masked headers. */
const MEANINGFUL_FLAGS = 0x2849;
const DESCRIPTOR = 0x08074b50;

/** Where the bytes of an entry lie, from the beginning of the file. */
export interface DataRange {
  readonly start: number;
  readonly end: number;
}

const readHeader = async (zip: ZipFile, { offset, compressedSize }: ZipEntry): Promise<LocalFileHeader> => {
  // Of an entry, yauzl looks at no more than this.
  const entry = { relativeOffsetOfLocalHeader: offset, compressedSize } as Entry;
  return zip.readLocalFileHeaderPromise(entry).catch((error: unknown) => {
    throw ofLibrary(error, 'A file of the ZIP is not where its directory says.');
  });
};

function assertSameEntry(entry: ZipEntry, local: LocalFileHeader): void {
  const { path, flags, method, size, compressedSize, crc32 } = entry;
  if (
    local.fileName.toString('latin1') !== entry.rawName ||
    local.compressionMethod !== method ||
    (local.generalPurposeBitFlag & MEANINGFUL_FLAGS) !== (flags & MEANINGFUL_FLAGS)
  ) {
    throw mismatch(path);
  }
  const extraFields = parsed(local.extraField);
  assertKnownFields(extraFields, path);
  // The directory may name an entry in Unicode besides; the header in front of it must not name it otherwise.
  decodeName({ flags, bytes: local.fileName, extraFields });
  const narrow = { size: local.uncompressedSize, compressedSize: local.compressedSize };
  const sizes = localSizes(narrow, extraFields, path);
  const isLater = (flags & DESCRIPTOR_FLAG) !== 0;
  const agrees = (one: number, other: number): boolean => one === other || (isLater && one === 0);
  if (
    !agrees(sizes.size, size) ||
    !agrees(sizes.compressedSize, compressedSize) ||
    !agrees(local.crc32, crc32)
  ) {
    throw mismatch(path);
  }
}

function parsed(bytes: Buffer): ReturnType<typeof parseExtraFields> {
  try {
    return parseExtraFields(bytes);
  } catch (error) {
    throw ofLibrary(error, 'A header in the ZIP is damaged.');
  }
}

/** Its signature may be missing, and its sizes have 32 or 64 bits. */
function assertSameDescriptor({ path, crc32, compressedSize, size }: ZipEntry, bytes: Buffer): void {
  const hasSignature = bytes.length % 8 === 0;
  const at = hasSignature ? 4 : 0;
  const isWide = bytes.length > 16;
  const [compressed, uncompressed] = isWide
    ? [uint64(bytes, at + 4), uint64(bytes, at + 12)]
    : [bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8)];
  const isDescriptor = !hasSignature || bytes.readUInt32LE(0) === DESCRIPTOR;
  if (
    !isDescriptor ||
    bytes.readUInt32LE(at) !== crc32 ||
    compressed !== compressedSize ||
    uncompressed !== size
  ) {
    throw mismatch(path);
  }
}

const DESCRIPTOR_BYTES: readonly number[] = [12, 16, 20, 24];

/**
 * @param next where the next entry begins, or the directory: up to there, nothing may lie that is not this entry's
 * @throws PortabilityError `archive-unsafe`: header-mismatch, overlapping-entry, hidden-data; `archive-corrupt`
 */
export async function dataRange(
  zip: ZipFile,
  file: FileWindow,
  entry: ZipEntry,
  next: number,
): Promise<DataRange> {
  const local = await readHeader(zip, entry);
  const start = local.fileDataStart;
  const end = start + entry.compressedSize;
  if (end > next) throw unsafeEntry('overlapping-entry', entry.path, 'lies partly where another entry lies');
  assertSameEntry(entry, local);
  const rest = next - end;
  if ((entry.flags & DESCRIPTOR_FLAG) !== 0 && DESCRIPTOR_BYTES.includes(rest)) {
    assertSameDescriptor(entry, await file.bytes(end, rest));
  } else if (rest > 0 || (entry.flags & DESCRIPTOR_FLAG) !== 0) {
    throw unsafeEntry('hidden-data', entry.path, 'is followed by data that belong to no entry');
  }
  return { start, end };
}
