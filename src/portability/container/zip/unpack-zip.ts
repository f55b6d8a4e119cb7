/** Reads a ZIP, one regular file after the other; one that holds nothing but a tarball is unpacked once more. */
import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { isSystemFile } from '../../archive/system-files.js';
import type { ImportLimits } from '../../limits.js';
import { sumOf } from '../../sum.js';
import { byteReader, type ByteReader } from '../byte-reader.js';
import type { ContainedFile } from '../contained-file.js';
import { CHUNK_BYTES, decompressed } from '../decompress.js';
import { DETECTION_BYTES, detectType, type DetectedType } from '../detect.js';
import { assertSize } from '../entry-guard.js';
import { RATIO_GRACE_BYTES, type ExpansionMeter } from '../expansion.js';
import { corrupt, ofLibrary, tooLarge, unsafeArchive, unsupportedType } from '../refusals.js';
import { readTarball } from '../tarball.js';
import { readDirectory, STORED, type ZipEntry } from './directory.js';
import { readEnd, type Directory } from './end-record.js';
import { dataRange } from './local-header.js';
import { FileWindow } from './random-access.js';

/** Bytes that zlib makes at once at least. */
const MIN_CHUNK_BYTES = 64;

export interface ZipOptions {
  readonly limits: ImportLimits;
  readonly meter: ExpansionMeter;
  readonly signal?: AbortSignal | undefined;
}

/** What a file alone in a ZIP must not be, if it is no file of an archive: it is one, and of a sort that is not read. */
const PACKED: ReadonlySet<DetectedType> = new Set([
  '7z',
  'bzip2',
  'lz4',
  'lzip',
  'rar',
  'split-zip',
  'xz',
  'zip',
  'zstd',
]);

interface OpenZip {
  readonly zip: ZipFile;
  readonly file: FileWindow;
  readonly directory: Directory;
  readonly count: (bytes: number) => void;
  readonly meter: ExpansionMeter;
}

/** The bytes of an entry, which are as many as its headers say and have the checksum that they say. */
async function* bodyOf(
  { zip, file, count, meter }: OpenZip,
  entry: ZipEntry,
  next: number,
): AsyncGenerator<Buffer, void, undefined> {
  const { start, end } = await dataRange(zip, file, entry, next);
  let size = 0;
  let checksum = 0;
  const onPiece = (bytes: number, taken: number): void => {
    meter.consumed(start + taken);
    count(bytes);
    size += bytes;
    if (size > entry.size) throw corrupt('A file of the ZIP is longer than its header says.');
  };
  for await (const piece of entry.method === STORED
    ? stored(file, start, end, onPiece)
    : decompressed(
        byteReader(file.range(start, end)),
        createInflateRaw({ chunkSize: chunkSizeFor(entry.size) }),
        {
          mayPad: false,
          onPiece,
        },
      )) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (size < entry.size) throw corrupt('A file of the ZIP is shorter than its header says.');
  if (checksum !== entry.crc32) throw corrupt('A file of the ZIP does not match its checksum.');
  meter.consumed(next);
}

type OnPiece = (bytes: number, taken: number) => void;

async function* stored(
  file: FileWindow,
  start: number,
  end: number,
  onPiece: OnPiece,
): AsyncGenerator<Buffer> {
  let taken = 0;
  for await (const piece of file.range(start, end)) {
    taken += piece.length;
    onPiece(piece.length, taken);
    yield piece;
  }
}

// A buffer that the entry does not need costs more than all else, where there are a hundred thousand.
const chunkSizeFor = (size: number): number => Math.min(CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, size + 1));

/** Each entry with where the next one begins. Between them nothing may lie, and none in another. */
function* inFile(
  entries: readonly ZipEntry[],
  { start }: Directory,
): Generator<readonly [entry: ZipEntry, next: number], void, undefined> {
  if ((entries[0]?.offset ?? start) !== 0) {
    throw unsafeArchive('hidden-data', 'The ZIP begins with data that belong to none of its entries.');
  }
  for (const [index, entry] of entries.entries()) yield [entry, entries[index + 1]?.offset ?? start];
}

async function* readEntries(
  open: OpenZip,
  entries: readonly ZipEntry[],
): AsyncGenerator<ContainedFile & { readonly entry: ZipEntry }, void, undefined> {
  for (const [entry, next] of inFile(entries, open.directory)) {
    const body = bodyOf(open, entry, next);
    if (entry.type === 'file') yield { entry, path: entry.path, size: entry.size, body: kept(body) };
    // What is left over is checked, too; a folder has a checksum as well.
    for (let rest = await body.next(); !rest.done; rest = await body.next());
  }
}

/** What the headers say comes out is refused before a byte of it does. */
function checkRatio(entries: readonly ZipEntry[], size: number, limits: ImportLimits): void {
  const total = sumOf(entries.map(({ size }) => size));
  const ratio = total / size;
  if (total > RATIO_GRACE_BYTES && ratio > limits.ratio) {
    throw tooLarge('ratio', limits.ratio, Math.ceil(ratio));
  }
}

async function* rest(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  for (let piece = await reader.some(CHUNK_BYTES); piece.length > 0; piece = await reader.some(CHUNK_BYTES)) {
    yield piece;
  }
}

/** Leaves the iterator open when its reader stops early, so that the rest can be checked. */
async function* kept(body: AsyncGenerator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  for (let next = await body.next(); !next.done; next = await body.next()) yield next.value;
}

/**
 * The regular files of a ZIP in the order in which they lie in it, or those of the tarball that is its only one.
 * The file stays the caller's.
 */
export async function* readZip(
  handle: FileHandle,
  size: number,
  { limits, meter, signal }: ZipOptions,
): AsyncGenerator<ContainedFile, void, undefined> {
  const file = new FileWindow(handle, size, signal);
  const directory = await readEnd(file, limits);
  const zip = await fromRandomAccessReaderPromise(file, directory.zipSize, {
    autoClose: false,
    decodeStrings: false,
  }).catch((error: unknown) => {
    throw ofLibrary(error, 'The end of the ZIP is damaged.');
  });
  const entries = await readDirectory(zip, file, directory, limits);
  checkRatio(entries, size, limits);
  const open = { zip, file, directory, meter, count: meter.layer() };
  const meant = entries.filter(({ type, path }) => type === 'file' && !isSystemFile(path));
  const only = meant.length === 1 ? meant[0] : undefined;
  for (const entry of entries) if (entry !== only) assertSize(entry, limits);
  for await (const { entry, ...contained } of readEntries(open, entries)) {
    if (entry === only) yield* readOnly(contained, { limits, meter, signal });
    else yield contained;
  }
}

/** A file that is alone in a ZIP: the tarball of an archive, or a file of one. */
async function* readOnly(
  contained: ContainedFile,
  { limits, meter, signal }: ZipOptions,
): AsyncGenerator<ContainedFile, void, undefined> {
  const reader = byteReader(contained.body[Symbol.asyncIterator]());
  const type = detectType(await reader.peek(DETECTION_BYTES));
  if (PACKED.has(type)) throw unsupportedType(type, 'zip');
  if (type === 'gzip' || type === 'tar') {
    yield* readTarball(reader, type, { limits, meter, mostLayers: 1, signal });
    return;
  }
  assertSize({ type: 'file', ...contained }, limits);
  yield { ...contained, body: rest(reader) };
}
