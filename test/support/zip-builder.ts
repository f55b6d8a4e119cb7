/** Builds ZIPs by hand, field by field, so that tests can write what no tool would (APPNOTE 4.3). */
import { crc32, deflateRawSync } from 'node:zlib';

/** What stands in both headers of an entry. */
export interface HeaderFields {
  readonly name: string | Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly extra: Buffer;
}

/** What stands in the central directory alone. */
export interface CentralFields extends HeaderFields {
  /** 3: Unix, 0: MS-DOS. */
  readonly madeOn: number;
  readonly comment: string;
  readonly disk: number;
  readonly attributes: number;
  readonly offset: number;
}

export interface ZipEntry extends Partial<Omit<HeaderFields, 'name'>> {
  readonly name?: string | Buffer;
  readonly body?: Buffer | string;
  /** The bytes as they lie in the file, where they are not those of the body. */
  readonly data?: Buffer;
  /** A mode of Unix with the type of the file. */
  readonly mode?: number;
  /** What stands in one of the headers only. */
  readonly local?: Partial<HeaderFields>;
  readonly central?: Partial<CentralFields>;
  /** Checksum and sizes behind the data; sets bit 3 of the flags and leaves the local header's empty. */
  readonly descriptor?: 'bare' | 'signed' | 'wide' | 'bare-wide' | Buffer;
  /** Bytes that lie before the local header. */
  readonly before?: Buffer;
}

export interface EndFields {
  readonly disk: number;
  readonly directoryDisk: number;
  readonly entriesHere: number;
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
  readonly comment: Buffer | string;
}

export interface ZipOptions {
  readonly end?: Partial<EndFields>;
  /** Writes the records of ZIP64, with these of their fields changed. */
  readonly zip64?: Partial<EndFields> & {
    readonly at?: number;
    readonly disks?: number;
    readonly length?: number;
  };
  /** Between the last entry and the directory, between the directory and the end, and behind all. */
  readonly beforeDirectory?: Buffer;
  readonly beforeEnd?: Buffer;
  readonly after?: Buffer;
}

export const STORED = 0;
export const DEFLATED = 8;
/** General purpose bits. */
export const FLAG = { encrypted: 0x1, descriptor: 0x8, strong: 0x40, utf8: 0x800, masked: 0x2000 } as const;

const bytesOf = (text: string | Buffer): Buffer => Buffer.from(text as Buffer);

/** Fields of two or four bytes, or eight where they are bigints. */
function packed(...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

/** An extra field with its id and length. */
export const extraField = (id: number, data: Buffer): Buffer =>
  Buffer.concat([packed([2, id], [2, data.length]), data]);

/** ZIP64's: 64 bits each. */
export const zip64Extra = (...values: readonly number[]): Buffer =>
  extraField(1, packed(...values.map((value) => [8, value] as const)));

/** Info-ZIP's Unicode Path, for a header that has the name `other`. */
export const unicodePath = (name: string | Buffer, other: string | Buffer): Buffer =>
  extraField(0x7075, Buffer.concat([Buffer.from([1]), packed([4, crc32(bytesOf(other))]), bytesOf(name)]));

function shared({ flags, method, crc32: checksum, compressedSize, size, name, extra }: HeaderFields): Buffer {
  // Version 2.0, and midnight of the first day of 1980.
  return packed(
    [2, 20], [2, flags], [2, method], [2, 0], [2, 0x21], [4, checksum], [4, compressedSize], [4, size],
    [2, bytesOf(name).length], [2, extra.length],
  ); // prettier-ignore
}

function descriptorOf(
  kind: ZipEntry['descriptor'],
  { crc32: checksum, compressedSize, size }: HeaderFields,
): Buffer {
  if (kind === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(kind)) return kind;
  const width = kind.endsWith('wide') ? 8 : 4;
  const values = packed([4, checksum], [width, compressedSize], [width, size]);
  return kind.startsWith('bare') ? values : Buffer.concat([packed([4, 0x08074b50]), values]);
}

/** The headers that the entry has, before anything is changed in them. */
function headerOf(entry: ZipEntry): HeaderFields & { readonly data: Buffer } {
  const body = bytesOf(entry.body ?? '');
  const method = entry.method ?? DEFLATED;
  const data = entry.data ?? (method === STORED ? body : deflateRawSync(body));
  return {
    name: entry.name ?? 'f',
    flags: (entry.flags ?? FLAG.utf8) | (entry.descriptor === undefined ? 0 : FLAG.descriptor),
    method,
    crc32: entry.crc32 ?? crc32(body),
    compressedSize: entry.compressedSize ?? data.length,
    size: entry.size ?? body.length,
    extra: entry.extra ?? Buffer.alloc(0),
    data,
  };
}

function localPart(entry: ZipEntry): Buffer {
  const { data, ...header } = headerOf(entry);
  const empty = entry.descriptor === undefined ? {} : { crc32: 0, compressedSize: 0, size: 0 };
  const local = { ...header, ...empty, ...entry.local };
  return Buffer.concat([
    packed([4, 0x04034b50]), shared(local), bytesOf(local.name), local.extra,
    data, descriptorOf(entry.descriptor, header),
  ]); // prettier-ignore
}

function centralPart(entry: ZipEntry, offset: number): Buffer {
  const fields: CentralFields = {
    ...headerOf(entry),
    madeOn: 3,
    comment: '',
    disk: 0,
    attributes: ((entry.mode ?? 0o100644) << 16) >>> 0,
    offset,
    ...entry.central,
  };
  const { madeOn, comment, disk, attributes } = fields;
  return Buffer.concat([
    packed([4, 0x02014b50], [2, (madeOn << 8) | 20]), shared(fields),
    packed([2, bytesOf(comment).length], [2, disk], [2, 0], [4, attributes], [4, fields.offset]),
    bytesOf(fields.name), fields.extra, bytesOf(comment),
  ]); // prettier-ignore
}

export const endRecord = ({
  disk,
  directoryDisk,
  entriesHere,
  entries,
  size,
  offset,
  comment,
}: EndFields): Buffer =>
  Buffer.concat([
    packed(
      [4, 0x06054b50],
      [2, disk],
      [2, directoryDisk],
      [2, entriesHere],
      [2, entries],
      [4, size],
      [4, offset],
    ),
    packed([2, bytesOf(comment).length]),
    bytesOf(comment),
  ]);

function zip64Records(fields: EndFields, at: number, { zip64 = {} }: ZipOptions): Buffer {
  const { disk, directoryDisk, entriesHere, entries, size, offset } = { ...fields, ...zip64 };
  return Buffer.concat([
    packed([4, 0x06064b50], [8, zip64.length ?? 44], [2, 45], [2, 45], [4, disk], [4, directoryDisk]),
    packed([8, entriesHere], [8, entries], [8, size], [8, offset]),
    packed([4, 0x07064b50], [4, 0], [8, zip64.at ?? at], [4, zip64.disks ?? 1]),
  ]);
}

/** The whole file. */
export function zipOf(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const nothing = Buffer.alloc(0);
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const before = entry.before ?? nothing;
    centrals.push(centralPart(entry, at + before.length));
    const part = Buffer.concat([before, localPart(entry)]);
    locals.push(part);
    at += part.length;
  }
  const gap = options.beforeDirectory ?? nothing;
  const directory = Buffer.concat(centrals);
  const fields: EndFields = {
    disk: 0,
    directoryDisk: 0,
    entriesHere: entries.length,
    entries: entries.length,
    size: directory.length,
    offset: at + gap.length,
    comment: '',
  };
  const behind = Buffer.concat([directory, options.beforeEnd ?? nothing]);
  const wide = options.zip64 ? zip64Records(fields, at + gap.length + behind.length, options) : nothing;
  const narrow = options.zip64
    ? { entriesHere: 0xffff, entries: 0xffff, size: 0xffffffff, offset: 0xffffffff }
    : {};
  const end = endRecord({ ...fields, ...narrow, ...options.end });
  return Buffer.concat([...locals, gap, behind, wide, end, options.after ?? nothing]);
}
