/** The extra fields of a ZIP's headers that change what an entry is (APPNOTE 4.5 and 4.6); all others are of no account. */
import type { Entry, ExtraField } from 'yauzl';
import { unsafeEntry } from '../../archive/safe-path.js';
import { uint64 } from './end-record.js';
import { UNICODE_PATH } from './entry-name.js';

const ZIP64 = 0x0001;
/** PKWARE's for Unix: times and owner, and behind them the target of a link or the number of a device. */
const PKWARE_UNIX = 0x000d;
const PKWARE_UNIX_BYTES = 12;
const STRONG_ENCRYPTION = 0x0017;
const AES = 0x9901;
const ELSEWHERE = 0xffffffff;

/** @throws PortabilityError `archive-unsafe` for a field that stands twice, that hides a link, or that encrypts */
export function assertKnownFields(fields: readonly ExtraField[], path: string): void {
  for (const id of [ZIP64, UNICODE_PATH]) {
    if (fields.filter((field) => field.id === id).length > 1) throw mismatch(path);
  }
  for (const { id, data } of fields) {
    if (id === STRONG_ENCRYPTION || id === AES) {
      throw unsafeEntry(
        'encrypted-entry',
        path,
        'is encrypted',
        'Pack the archive again without a password.',
      );
    }
    if (id === PKWARE_UNIX && data.length > PKWARE_UNIX_BYTES) {
      throw unsafeEntry('link-entry', path, 'is a link');
    }
  }
}

/**
 * What a ZIP64 field says beside a size that needs none is what some readers take: it must be the same.
 * @throws PortabilityError `archive-unsafe`: header-mismatch
 */
export function assertSameSizes(
  { extraFields, uncompressedSize, compressedSize }: Entry,
  path: string,
): void {
  const data = extraFields.find(({ id }) => id === ZIP64)?.data;
  if (data === undefined || data.length < 16) return;
  if (uint64(data, 0) !== uncompressedSize || uint64(data, 8) !== compressedSize) throw mismatch(path);
}

export interface Sizes {
  readonly size: number;
  readonly compressedSize: number;
}

/** The sizes of a local header, which yauzl gives as they stand: those of its ZIP64 field where it has one. */
export function localSizes(narrow: Sizes, fields: readonly ExtraField[], path: string): Sizes {
  const data = fields.find(({ id }) => id === ZIP64)?.data;
  if (data === undefined) return narrow;
  if (data.length < 16) throw mismatch(path);
  const wide = { size: uint64(data, 0), compressedSize: uint64(data, 8) };
  const agrees = (one: number, other: number): boolean => one === other || one === ELSEWHERE;
  if (agrees(narrow.size, wide.size) && agrees(narrow.compressedSize, wide.compressedSize)) return wide;
  throw mismatch(path);
}

export const mismatch = (path: string) =>
  unsafeEntry('header-mismatch', path, 'is described in two ways', 'Pack the archive again.');
