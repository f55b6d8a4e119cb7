/** Builds tar archives by hand, block by block, so that tests can write what no tool would. */
import { gzipSync } from 'node:zlib';

const BLOCK = 512;

export interface HeaderFields {
  readonly name?: string | Buffer;
  readonly size?: number;
  /** `'0'` file, `'5'` folder, `'x'` PAX …; default `'0'`. */
  readonly type?: string;
  readonly linkName?: string;
  readonly prefix?: string;
  /** Default POSIX ustar. */
  readonly magic?: 'ustar' | 'gnu' | 'v7';
  /** The 12 bytes of the size field, whatever `size` says. */
  readonly rawSize?: Buffer;
  /** Added to the right checksum. */
  readonly checksumError?: number;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

const MAGICS = { ustar: 'ustar\x0000', gnu: 'ustar  \0', v7: '' } as const;

/** One 512-byte header with a right checksum, unless told otherwise. */
export function tarHeader(fields: HeaderFields = {}): Buffer {
  const block = Buffer.alloc(BLOCK);
  const name = fields.name ?? 'file.txt';
  (typeof name === 'string' ? Buffer.from(name) : name).copy(block, 0, 0, 100);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  if (fields.rawSize) fields.rawSize.copy(block, 124, 0, 12);
  else block.write(octal(fields.size ?? 0, 11), 124);
  block.write(octal(1_700_000_000, 11), 136);
  block.write(fields.type ?? '0', 156, 'latin1');
  if (fields.linkName) block.write(fields.linkName, 157);
  block.write(MAGICS[fields.magic ?? 'ustar'], 257, 'latin1');
  if (fields.prefix) block.write(fields.prefix, 345);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0) + (fields.checksumError ?? 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The bytes, filled with zeros to whole blocks. */
export function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}

/** A header and its body. */
export function tarEntry(fields: HeaderFields, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([tarHeader({ size: bytes.length, ...fields }), padded(bytes)]);
}

/** One PAX record, with the length that counts itself. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** A PAX header with these records, for the next entry or for all that follow. */
export function paxHeader(records: Readonly<Record<string, string | Buffer>>, type: 'x' | 'g' = 'x'): Buffer {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value)));
  return tarEntry({ name: 'PaxHeader', type }, body);
}

/** GNU's long name (`L`) or long link target (`K`). */
export function gnuLongName(name: string, type: 'L' | 'K' = 'L'): Buffer {
  return tarEntry({ name: '././@LongLink', type, magic: 'gnu' }, `${name}\0`);
}

/** Two blocks of zeros. */
export const END_OF_TAR = Buffer.alloc(2 * BLOCK);

/** The parts and the end marker, gzipped. */
export function tarball(...parts: readonly Buffer[]): Buffer {
  return gzipSync(Buffer.concat([...parts, END_OF_TAR]));
}

/** Every way in which the headers of a tar can give an entry this name: for a file, a folder, and in the two extensions. */
export const formsOfName = (name: string): readonly (readonly Buffer[])[] => [
  [tarHeader({ name })],
  [tarHeader({ name: `${name}/`, type: '5' })],
  [paxHeader({ path: name }), tarHeader({ name: 'ok' })],
  [gnuLongName(name), tarHeader({ name: 'ok', magic: 'gnu' })],
];
