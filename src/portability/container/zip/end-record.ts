/** Reads the end of a ZIP, which says where its directory lies (APPNOTE 4.3.14 to 4.3.16), and believes it only where all of it agrees. */
import type { ImportLimits } from '../../limits.js';
import { corrupt, tooLarge, unsafeArchive, unsupportedType } from '../refusals.js';
import { isZero } from '../zeros.js';
import type { FileWindow } from './random-access.js';

export interface Directory {
  readonly entries: number;
  /** Where the central directory begins, and where it ends, in bytes from the beginning of the file. */
  readonly start: number;
  readonly end: number;
  /** Bytes of the ZIP, without zeros behind it. */
  readonly zipSize: number;
}

const END = Buffer.from('504b0506', 'hex');
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
/** A record of the central directory without a name. */
const RECORD_BYTES = 46;

/** In a field of 16 or 32 bits: look into the ZIP64 record. */
const ELSEWHERE_16 = 0xffff;
const ELSEWHERE_32 = 0xffffffff;

/** 64 bits; one that no number holds exactly is larger than any file. */
export const uint64 = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

/** Whether a directory stands right before, counted from the beginning of the file: that of a ZIP in the ZIP does not. */
const isOwnEnd = (tail: Buffer, at: number, start: number): boolean => {
  const { offset, size } = endFields(tail.subarray(at));
  const hasLocator = at >= LOCATOR_BYTES && tail.readUInt32LE(at - LOCATOR_BYTES) === LOCATOR;
  return hasLocator || offset + size === start + at;
};

interface End {
  /** Where the end record begins, and where the ZIP ends, in bytes from the beginning of the file. */
  readonly at: number;
  readonly end: number;
}

/** Of two records that could be the end, readers differ in which they take. Zeros behind it are the padding of tapes. */
async function findEnd(file: FileWindow): Promise<End> {
  const length = Math.min(file.size, END_BYTES + MAX_COMMENT_BYTES);
  const start = file.size - length;
  const tail = await file.bytes(start, length);
  const found: End[] = [];
  let isFollowed = false;
  for (let at = tail.indexOf(END); at !== -1; at = tail.indexOf(END, at + 1)) {
    if (at + END_BYTES > tail.length) continue;
    const end = at + END_BYTES + tail.readUInt16LE(at + 20);
    if (end === tail.length) found.push({ at, end });
    else if (end < tail.length && isOwnEnd(tail, at, start)) {
      if (isZero(tail.subarray(end))) found.push({ at, end });
      else isFollowed = true;
    }
  }
  const [only, ...others] = found;
  if (only === undefined && !isFollowed) throw corrupt('The end of the ZIP is missing.');
  // A sign in the comment would be taken for the end by whoever looks for the last one.
  if (only === undefined || others.length > 0 || tail.indexOf(END, only.at + 1) !== -1) {
    throw unsafeArchive('data-after-end', 'The ZIP is followed by more data, or has two ends.');
  }
  return { at: start + only.at, end: start + only.end };
}

/** The ZIP64 record stands right before its locator, which stands right before the end record. */
async function readZip64(file: FileWindow, locatorAt: number): Promise<readonly [at: number, bytes: Buffer]> {
  const locator = await file.bytes(locatorAt, LOCATOR_BYTES);
  const at = uint64(locator, 8);
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1) throw unsupportedType('split-zip');
  if (at !== locatorAt - ZIP64_END_BYTES) throw contradiction();
  const bytes = await file.bytes(at, ZIP64_END_BYTES);
  if (bytes.readUInt32LE(0) !== ZIP64_END || uint64(bytes, 4) !== ZIP64_END_BYTES - 12) throw contradiction();
  return [at, bytes];
}

interface EndFields {
  readonly disks: readonly number[];
  readonly entriesHere: number;
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

const endFields = (end: Buffer): EndFields => ({
  disks: [end.readUInt16LE(4), end.readUInt16LE(6)],
  entriesHere: end.readUInt16LE(8),
  entries: end.readUInt16LE(10),
  size: end.readUInt32LE(12),
  offset: end.readUInt32LE(16),
});

const zip64Fields = (end: Buffer): EndFields => ({
  disks: [end.readUInt32LE(16), end.readUInt32LE(20)],
  entriesHere: uint64(end, 24),
  entries: uint64(end, 32),
  size: uint64(end, 40),
  offset: uint64(end, 48),
});

/** A field says the same as the wider one, or that the wider one is to be read. */
function assertAgree(narrow: EndFields, wide: EndFields): void {
  const pairs = [
    [narrow.disks[0], wide.disks[0], ELSEWHERE_16],
    [narrow.disks[1], wide.disks[1], ELSEWHERE_16],
    [narrow.entriesHere, wide.entriesHere, ELSEWHERE_16],
    [narrow.entries, wide.entries, ELSEWHERE_16],
    [narrow.size, wide.size, ELSEWHERE_32],
    [narrow.offset, wide.offset, ELSEWHERE_32],
  ];
  if (pairs.some(([one, other, elsewhere]) => one !== other && one !== elsewhere)) throw contradiction();
}

/**
 * @throws PortabilityError `archive-corrupt`, `archive-unsafe`; `archive-too-large` where there are too many entries, before
 * any of them is read; `unsupported-archive-type` for a part of a split ZIP
 */
export async function readEnd(file: FileWindow, limits: ImportLimits): Promise<Directory> {
  const { at: endAt, end: zipSize } = await findEnd(file);
  const narrow = endFields(await file.bytes(endAt, END_BYTES));
  const locatorAt = endAt - LOCATOR_BYTES;
  const hasZip64 = locatorAt >= 0 && (await file.bytes(locatorAt, 4)).readUInt32LE(0) === LOCATOR;
  const [directoryEnd, wide] = hasZip64 ? await readZip64(file, locatorAt) : [endAt, undefined];
  const fields = wide ? zip64Fields(wide) : narrow;
  if (wide) assertAgree(narrow, fields);

  const { disks, entriesHere, entries, size, offset } = fields;
  if (disks.some((disk) => disk !== 0) || entriesHere !== entries) throw unsupportedType('split-zip');
  if (entries > limits.entries) throw tooLarge('entries', limits.entries, entries);
  if (offset + size > directoryEnd || entries * RECORD_BYTES > size) {
    throw corrupt('The directory of the ZIP is not where its end says.');
  }
  if (offset + size < directoryEnd) {
    throw unsafeArchive('hidden-data', 'The ZIP holds data that belong to none of its entries.');
  }
  return { entries, start: offset, end: directoryEnd, zipSize };
}

const contradiction = () =>
  unsafeArchive('header-mismatch', 'The end of the ZIP says in two ways where its directory is.');
