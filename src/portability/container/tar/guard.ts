/** Reads a tar block by block and lets through only what is well-formed, harmless and within the limits. */
import { unsafeEntry } from '../../archive/safe-path.js';
import type { PortabilityError } from '../../errors.js';
import type { ImportLimits } from '../../limits.js';
import type { ByteReader } from '../byte-reader.js';
import { assertSize, createEntryGuard, type GuardedEntry } from '../entry-guard.js';
import { decodeGnuLongName, decodePax, type ExtendedHeader } from './extended-header.js';
import { corrupt, tooLarge } from '../refusals.js';
import { isZero } from '../zeros.js';
import { BLOCK_BYTES, decodeHeader, hasValidChecksum, OCTAL_SIZE_MAX } from './header.js';
import type { TarHeader } from './header.js';

const ENDS_EARLY = 'The tar inside the archive ends too early.';

function refusedType(type: string, name: string): PortabilityError {
  if (type === '1' || type === '2') return unsafeEntry('link-entry', name, 'is a link');
  if (/^[346]$/.test(type)) return unsafeEntry('special-entry', name, 'is a device or a pipe');
  if (type === 'S') return unsafeEntry('unsupported-entry-type', name, 'is a sparse file');
  return unsafeEntry('unsupported-entry-type', name, 'is neither a file nor a folder');
}

/** Sizes from two places must not leave two readers with two opinions on where the next entry starts. */
function settleSize(header: TarHeader, extended: ExtendedHeader | undefined, name: string): number {
  if (header.size === undefined) throw corrupt(`The size of an entry of the archive is no number.`);
  if (extended?.size === undefined) return header.size;
  if (![0, OCTAL_SIZE_MAX, extended.size].includes(header.size)) {
    throw unsafeEntry('extended-header', name, 'states two sizes');
  }
  return extended.size;
}

function checkedHeader(block: Buffer): TarHeader {
  if (block.length < BLOCK_BYTES) throw corrupt(ENDS_EARLY);
  if (!hasValidChecksum(block)) throw corrupt('A header in the archive is damaged.');
  return decodeHeader(block);
}

interface ExtendedReader {
  /** Reads the body of an extended header; gives what it says of the next entry, and its padded bytes. */
  read(header: TarHeader, name: string): Promise<readonly [ExtendedHeader, Buffer]>;
}

function createExtendedReader(reader: ByteReader, limits: ImportLimits): ExtendedReader {
  let total = 0;
  return {
    async read({ type, size }, name) {
      if (size === undefined) throw corrupt('The size of an extended header is no number.');
      total += size;
      if (size > limits.extendedHeaderBytes) throw tooLarge('headerBytes', limits.extendedHeaderBytes, size);
      if (total > limits.extendedHeadersBytes)
        throw tooLarge('headerBytes', limits.extendedHeadersBytes, total);
      const padded = Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
      const body = await reader.take(padded);
      if (body.length < padded) throw corrupt(ENDS_EARLY);
      const bytes = body.subarray(0, size);
      const decoded =
        type === 'L' || type === 'K' ? decodeGnuLongName(bytes) : decodePax(bytes, type === 'g');
      if (!decoded)
        throw unsafeEntry('extended-header', name, 'has an extended header that cannot be trusted');
      // A long link name belongs to a link, which would be refused when it comes.
      if (type === 'K') throw unsafeEntry('link-entry', decoded.path ?? name, 'is the target of a link');
      return [decoded, body];
    },
  };
}

/** Reads past the end marker, whose first block was read; `last` is the entry before it. */
async function readEnd(reader: ByteReader, last: string): Promise<void> {
  const second = await reader.take(BLOCK_BYTES);
  if (second.length < BLOCK_BYTES) throw corrupt(ENDS_EARLY);
  for (let piece = second; piece.length > 0; piece = await reader.some(Number.MAX_SAFE_INTEGER)) {
    if (isZero(piece)) continue;
    throw unsafeEntry(
      'data-after-end',
      last,
      'is followed by the end of the archive and then by more data',
      'Pack the archive again.',
    );
  }
}

/** Checks a header that is no extended one, and says what it stands for. */
function checkedEntry(header: TarHeader, extended: ExtendedHeader | undefined, name: string): GuardedEntry {
  if (extended?.sparse) throw refusedType('S', name);
  if (!/^[057]$/.test(header.type)) throw refusedType(header.type, name);
  const size = settleSize(header, extended, name);
  const type = header.type === '5' || name.endsWith('/') ? 'directory' : 'file';
  if (type === 'directory' && size > 0) throw corrupt('A folder of the archive has a size.');
  return { type, path: name, size };
}

/**
 * Passes on the blocks of a tar that tar-stream reads without surprises: valid checksums, plain sizes, regular files
 * and folders with safe and distinct names, well-formed extended headers, one end and nothing after it. Calls
 * `onEntry` before it passes on the entry's header. Throws a PortabilityError at the first thing it does not like;
 * reads to the end otherwise.
 */
export async function* guardTar(
  reader: ByteReader,
  limits: ImportLimits,
  onEntry: (entry: GuardedEntry) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const extendedHeaders = createExtendedReader(reader, limits);
  const guard = createEntryGuard(limits);
  let last = '';
  let extended: ExtendedHeader | undefined;

  for (;;) {
    const block = await reader.take(BLOCK_BYTES);
    if (block.length === BLOCK_BYTES && isZero(block)) {
      if (extended) throw corrupt('The archive ends where an entry should stand.');
      await readEnd(reader, last);
      yield Buffer.alloc(2 * BLOCK_BYTES);
      return;
    }

    const header = checkedHeader(block);
    const name = extended?.path ?? header.name;
    if (name === undefined) {
      throw unsafeEntry('bad-name', header.shownName, 'has a name that is not UTF-8');
    }
    last = name;
    if (/^[xgLK]$/.test(header.type)) {
      const [said, body] = await extendedHeaders.read(header, name);
      if (header.type !== 'g') {
        if (extended) throw unsafeEntry('extended-header', name, 'has two extended headers');
        extended = said;
      }
      yield Buffer.concat([block, body]);
      continue;
    }

    const entry = checkedEntry(header, extended, name);
    guard.admit(entry);
    assertSize(entry, limits);
    extended = undefined;
    onEntry(entry);
    yield block;
    for (let left = Math.ceil(entry.size / BLOCK_BYTES) * BLOCK_BYTES; left > 0;) {
      const piece = await reader.some(left);
      if (piece.length === 0) throw corrupt(ENDS_EARLY);
      left -= piece.length;
      yield piece;
    }
  }
}
