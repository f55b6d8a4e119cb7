/** ZIPs that no export is packed in, and the problem that each is refused with: a code of archive-unsafe, a limit, or the slug alone. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { ProblemSlug } from '../../src/portability/index.js';
import { END_OF_TAR, tarEntry } from './tar-builder.js';
import { overlapping, quoted } from './zip-bombs.js';
import {
  DEFLATED,
  endRecord,
  extraField,
  FLAG,
  STORED,
  unicodePath,
  zip64Extra,
  zipOf,
  type CentralFields,
  type HeaderFields,
  type ZipEntry,
} from './zip-builder.js';

const KiB = 1024;
const MiB = 1024 * KiB;

/** What a refusal says besides its slug. */
export interface HostileZip {
  readonly slug: ProblemSlug;
  readonly code?: string;
  readonly limit?: string;
  readonly detected?: string;
}

type Row = readonly [what: string, refusal: HostileZip, make: () => Buffer];

const unsafe = (code: string): HostileZip => ({ slug: 'archive-unsafe', code });
const tooLarge = (limit: string): HostileZip => ({ slug: 'archive-too-large', limit });
const unsupported = (detected: string): HostileZip => ({ slug: 'unsupported-archive-type', detected });
const CORRUPT: HostileZip = { slug: 'archive-corrupt' };

const hello = (fields: ZipEntry = {}): ZipEntry => ({ name: 'a.txt', body: 'hello', ...fields });
const other: ZipEntry = { name: 'b.txt', body: 'other' };
const withOne = (fields: ZipEntry): Buffer => zipOf([hello(fields), other]);

/** What the two headers of an entry must agree on, and another value for it. */
const DISAGREEING: readonly (readonly [what: string, fields: Partial<HeaderFields & CentralFields>])[] = [
  ['name', { name: 'c.txt' }],
  ['name by its length', { name: 'a.txtx' }],
  ['method', { method: STORED }],
  ['checksum', { crc32: 1 }],
  ['size', { size: 6 }],
  ['UTF-8 flag', { flags: 0 }],
  ['descriptor flag', { flags: FLAG.utf8 | FLAG.descriptor }],
];

const MISMATCHES: readonly Row[] = DISAGREEING.flatMap(([what, fields]): Row[] => [
  [`whose local header has another ${what}`, unsafe('header-mismatch'), () => withOne({ local: fields })],
]);

const valid = (): Buffer => zipOf([hello(), other]);

function withoutHeader(): Buffer {
  const bytes = valid();
  bytes.fill(0, bytes.lastIndexOf('PK\x03\x04'), bytes.lastIndexOf('PK\x03\x04') + 4);
  return bytes;
}

/** ü/../a */
const CP437_NAME = Buffer.from('\x81/../a', 'latin1');

export const HOSTILE_ZIPS: readonly Row[] = [
  ['with a symbolic link', unsafe('link-entry'), () => withOne({ mode: 0o120777, body: '/etc/passwd' })],
  ['with a link made on no Unix', unsafe('link-entry'), () => withOne({ mode: 0o120777, central: { madeOn: 0 } })],
  ['with a reparse point of Windows', unsafe('link-entry'), () => withOne({ central: { attributes: 0x400 } })],
  ['with a link in PKWARE’s field', unsafe('link-entry'), () => withOne({ extra: extraField(0x0d, Buffer.alloc(20)) })],
  ['with a device', unsafe('special-entry'), () => withOne({ mode: 0o020644 })],
  ['with a block device', unsafe('special-entry'), () => withOne({ mode: 0o060644 })],
  ['with a pipe', unsafe('special-entry'), () => withOne({ mode: 0o010644 })],
  ['with a socket', unsafe('special-entry'), () => withOne({ mode: 0o140644 })],
  ['with a file that is a folder', unsafe('unsupported-entry-type'), () => withOne({ mode: 0o040755 })],
  ['with a file that is a folder to DOS', unsafe('unsupported-entry-type'), () => withOne({ central: { attributes: 0x10 } })],
  ['with a folder that has a size', CORRUPT, () => withOne({ name: 'd/', method: STORED })],
  ['with a folder that has bytes', CORRUPT, () => withOne({ name: 'd/', body: '', data: Buffer.from('x'), method: DEFLATED })],

  ['encrypted', unsafe('encrypted-entry'), () => withOne({ flags: FLAG.encrypted })],
  ['encrypted in the directory only', unsafe('encrypted-entry'), () => withOne({ central: { flags: FLAG.encrypted } })],
  ['encrypted in a local header only', unsafe('header-mismatch'), () => withOne({ local: { flags: FLAG.utf8 | FLAG.encrypted } })],
  ['strongly encrypted', unsafe('encrypted-entry'), () => withOne({ flags: FLAG.encrypted | FLAG.strong })],
  ['with masked headers', unsafe('encrypted-entry'), () => withOne({ flags: FLAG.masked })],
  ['encrypted with AES', unsafe('encrypted-entry'), () => withOne({ flags: FLAG.encrypted, method: 99 })],
  ['with an AES field', unsafe('encrypted-entry'), () => withOne({ extra: extraField(0x9901, Buffer.alloc(7)) })],
  ...[1, 6, 9, 12, 14, 93, 95, 96].map((method): Row => [
    `compressed by method ${method}`, unsafe('unsupported-compression'), () => withOne({ method, data: Buffer.from('x') }),
  ]),

  ['that is split', unsupported('split-zip'), () => zipOf([hello()], { end: { disk: 1 } })],
  ['whose directory is on another disk', unsupported('split-zip'), () => zipOf([hello()], { end: { directoryDisk: 1 } })],
  ['with more entries on other disks', unsupported('split-zip'), () => zipOf([hello()], { end: { entriesHere: 0 } })],
  ['with an entry on another disk', unsupported('split-zip'), () => withOne({ central: { disk: 1 } })],
  ['that begins as a part', unsupported('split-zip'), () => Buffer.concat([Buffer.from('504b0708', 'hex'), valid()])],
  ['that ZIP64 splits', unsupported('split-zip'), () => zipOf([hello()], { zip64: { disk: 1 }, end: { disk: 0xffff } })],
  ['of several disks by ZIP64', unsupported('split-zip'), () => zipOf([hello()], { zip64: { disks: 2 } })],

  ...MISMATCHES,
  ['whose local header has another compressed size', unsafe('header-mismatch'), () => withOne({ local: { compressedSize: 1 } })],
  ['whose entry has a ZIP64 field of lies', unsafe('header-mismatch'), () => withOne({ extra: zip64Extra(9, 9) })],
  ['whose directory has a ZIP64 field of lies', unsafe('header-mismatch'), () => withOne({ central: { extra: zip64Extra(9, 9) } })],
  ['whose local header has a ZIP64 field of lies', unsafe('header-mismatch'), () => withOne({ local: { extra: zip64Extra(9, 9) } })],
  ['whose local header has half a ZIP64 field', unsafe('header-mismatch'), () => withOne({ local: { extra: zip64Extra(5) } })],
  ['with two ZIP64 fields', unsafe('header-mismatch'), () => withOne({ extra: Buffer.concat([zip64Extra(5, 7), zip64Extra(6, 8)]) })],
  ['that needs a ZIP64 field and has none', CORRUPT, () => withOne({ central: { size: 0xffffffff } , method: STORED })],
  ['that needs a ZIP64 field of two', CORRUPT, () => withOne({ central: { compressedSize: 0xffffffff, size: 0xffffffff, extra: zip64Extra(5) } })],
  ['of 2^63 bytes by ZIP64', tooLarge('decompressedBytes'), () => withOne({ central: { size: 0xffffffff, extra: zip64Extra(2 ** 62) } })],
  ['whose entry lies at 2^62 by ZIP64', unsafe('hidden-data'), () => zipOf([{ ...hello(), central: { offset: 0 } }, { ...other, central: { offset: 0xffffffff, extra: zip64Extra(2 ** 62) } }])],
  ['with an extra field beyond its end', CORRUPT, () => withOne({ central: { extra: Buffer.from('01000900', 'hex') } })],
  ['with a local extra field beyond its end', CORRUPT, () => withOne({ local: { extra: Buffer.from('99990900', 'hex') } })],

  ['whose descriptor has another checksum', unsafe('header-mismatch'), () => withOne({ descriptor: Buffer.alloc(12) })],
  ['whose descriptor has another signature', unsafe('header-mismatch'), () => withOne({ descriptor: Buffer.alloc(16) })],
  ['whose descriptor is missing', unsafe('hidden-data'), () => withOne({ descriptor: Buffer.alloc(0) })],
  ['whose descriptor is too long', unsafe('hidden-data'), () => withOne({ descriptor: Buffer.alloc(17) })],
  ['with a descriptor that no flag announces', unsafe('hidden-data'), () => zipOf([hello(), { ...other, before: Buffer.alloc(16) }])],

  ['with an entry twice in the file', unsafe('overlapping-entry'), () => zipOf([hello({ name: 'a' }), { ...hello({ name: 'b' }), central: { offset: 0 } }])],
  ['of overlapping entries', unsafe('overlapping-entry'), () => overlapping(10)],
  ['of entries that quote each other', unsafe('overlapping-entry'), () => quoted(2)],
  ['whose entry reaches into the directory', unsafe('overlapping-entry'), () => zipOf([{ ...hello(), central: { compressedSize: 20 } }])],
  ['whose entry reaches beyond the file', CORRUPT, () => zipOf([{ ...hello(), central: { compressedSize: 5000 } }])],
  ['whose entry has no local header', CORRUPT, () => withoutHeader()],
  ['with bytes before its first entry', unsafe('hidden-data'), () => zipOf([hello({ before: Buffer.from('504b0304', 'hex') }), other])],
  ['with bytes between its entries', unsafe('hidden-data'), () => zipOf([hello(), { ...other, before: Buffer.from('x') }])],
  ['with an entry that the directory does not have', unsafe('hidden-data'), () => {
    const whole = zipOf([hello()]);
    return zipOf([hello(), { ...other, before: whole.subarray(0, whole.readUInt32LE(whole.length - 6)) }]);
  }],
  ['with bytes before its directory', unsafe('hidden-data'), () => zipOf([hello()], { beforeDirectory: Buffer.alloc(100) })],
  ['with bytes behind its directory', unsafe('hidden-data'), () => zipOf([hello()], { beforeEnd: Buffer.alloc(100) })],
  ['with bytes in an entry behind its data', CORRUPT, () => withOne({ data: Buffer.concat([deflateRawSync('hello'), Buffer.from('hidden')]) })],
  ['with zeros in an entry behind its data', CORRUPT, () => withOne({ data: Buffer.concat([deflateRawSync('hello'), Buffer.alloc(9)]) })],

  ['that unpacks itself', unsupported('program'), () => Buffer.concat([Buffer.from('4d5a9000', 'hex'), Buffer.alloc(500), valid()])],
  ['behind a line of shell', unsupported('unknown'), () => Buffer.concat([Buffer.from('#!/bin/sh\n'), valid()])],
  ['with bytes behind its end', unsafe('data-after-end'), () => Buffer.concat([valid(), Buffer.from('x')])],
  ['with zeros and more behind its end', unsafe('data-after-end'), () => Buffer.concat([valid(), Buffer.alloc(512), Buffer.from('x')])],
  ['with another behind its end', unsafe('hidden-data'), () => Buffer.concat([valid(), valid()])],
  ['with an end in its comment', unsafe('data-after-end'), () => {
    const end = endRecord({ disk: 0, directoryDisk: 0, entriesHere: 0, entries: 0, size: 0, offset: 0, comment: '' });
    return zipOf([hello()], { end: { comment: end } });
  }],
  ['with the sign of an end in its comment', unsafe('data-after-end'), () => zipOf([hello()], { end: { comment: Buffer.from(`PK\x05\x06${'x'.repeat(40)}`) } })],
  ['with a comment longer than its end says', unsafe('data-after-end'), () => zipOf([hello()], { end: { comment: 'x' }, after: Buffer.from('y') })],
  ['with a comment that is cut off', CORRUPT, () => zipOf([hello()], { end: { comment: 'a comment' } }).subarray(0, -1)],
  ['without an end', CORRUPT, () => valid().subarray(0, -22)],
  ['of its first four bytes', CORRUPT, () => valid().subarray(0, 4)],

  ['whose end counts more entries than there are', CORRUPT, () => zipOf([hello()], { end: { entries: 2, entriesHere: 2 } })],
  ['whose end counts fewer', CORRUPT, () => zipOf([hello(), other], { end: { entries: 1, entriesHere: 1 } })],
  ['whose end counts none', CORRUPT, () => zipOf([hello()], { end: { entries: 0, entriesHere: 0 } })],
  ['whose directory lies beyond its end', CORRUPT, () => zipOf([hello()], { end: { offset: 100_000 } })],
  ['whose directory is longer than it is', CORRUPT, () => zipOf([hello()], { end: { size: 100_000 } })],
  ['whose directory begins later', CORRUPT, () => zipOf([hello(), other], { end: { offset: 200 } })],
  ['whose directory begins in an entry', unsafe('hidden-data'), () => zipOf([hello()], { end: { offset: 1, size: 90 } })],
  ['whose ZIP64 end counts otherwise', unsafe('header-mismatch'), () => zipOf([hello()], { zip64: {}, end: { entries: 2 } })],
  ['whose ZIP64 end has another directory', unsafe('header-mismatch'), () => zipOf([hello()], { zip64: { offset: 7 }, end: { offset: 42 } })],
  ['whose ZIP64 directory lies elsewhere', unsafe('hidden-data'), () => zipOf([hello()], { zip64: { offset: 0 } })],
  ['whose ZIP64 end lies elsewhere', unsafe('header-mismatch'), () => zipOf([hello()], { zip64: { at: 0 } })],
  ['whose ZIP64 end is longer', unsafe('header-mismatch'), () => zipOf([hello()], { zip64: { length: 100 } })],
  ['of 2^62 entries by ZIP64', tooLarge('entries'), () => zipOf([hello()], { zip64: { entries: 2 ** 62, entriesHere: 2 ** 62 } })],
  ['of 65,535 entries that is one', CORRUPT, () => zipOf([hello()], { end: { entries: 0xffff, entriesHere: 0xffff } })],

  ['with a wrong checksum', CORRUPT, () => withOne({ crc32: 1 })],
  ['with a wrong checksum of a folder', CORRUPT, () => withOne({ name: 'd/', body: '', method: STORED, crc32: 1 })],
  ['with fewer bytes than it says', CORRUPT, () => withOne({ size: 6 })],
  ['with more bytes than it says', CORRUPT, () => withOne({ size: 4 })],
  ['stored with two sizes', CORRUPT, () => withOne({ method: STORED, size: 4 })],
  ['that is no deflate', CORRUPT, () => withOne({ data: Buffer.from('this is not compressed') })],
  ['whose deflate is cut off', CORRUPT, () => withOne({ data: deflateRawSync('hello'.repeat(99)).subarray(0, 5), size: 495 })],

  ['with a name twice', unsafe('duplicate-entry'), () => zipOf([hello(), hello()])],
  ['with a name twice in other letters', unsafe('duplicate-entry'), () => zipOf([hello(), hello({ name: 'A.TXT' })])],
  ['with a file in a file', unsafe('duplicate-entry'), () => zipOf([hello({ name: 'a' }), hello({ name: 'a/b' })])],
  ['with a file that is a folder of others', unsafe('duplicate-entry'), () => zipOf([hello({ name: 'a/b' }), hello({ name: 'A' })])],
  ['with no name', unsafe('bad-name'), () => withOne({ name: '' })],
  ['with NUL in a name', unsafe('bad-name'), () => withOne({ name: 'a\0.txt' })],
  ['with a name that is not the UTF-8 it says', unsafe('bad-name'), () => withOne({ name: Buffer.from([0x61, 0xff]) })],
  ['with a Unicode path that is none', unsafe('bad-name'), () => withOne({ extra: unicodePath(Buffer.from([0xff]), 'a.txt') })],
  ['with a Unicode path that leads out', unsafe('path-traversal'), () => withOne({ name: CP437_NAME, flags: 0, extra: unicodePath('ü/../a', CP437_NAME) })],
  ['with a Unicode path to another file', unsafe('header-mismatch'), () => withOne({ extra: unicodePath('c.txt', 'a.txt') })],
  ['with a Unicode path into another folder', unsafe('header-mismatch'), () => withOne({ extra: unicodePath('ü/c.txt', 'a.txt') })],
  ['with two Unicode paths', unsafe('header-mismatch'), () => withOne({ extra: Buffer.concat([unicodePath('a.txt', 'a.txt'), unicodePath('a.txt', 'a.txt')]) })],
  ['with a backslash from Unix', unsafe('bad-name'), () => withOne({ name: 'a\\b' })],
  ['with a backslash among slashes', unsafe('bad-name'), () => withOne({ name: 'a/b\\c', central: { madeOn: 0 } })],
  ['with a backslash that leads out', unsafe('path-traversal'), () => withOne({ name: '..\\a', central: { madeOn: 0 } })],

  ['of zeros', tooLarge('ratio'), () => zipOf([{ name: 'media/a', body: Buffer.alloc(32 * MiB) }])],
  ['of zeros that say to be few', CORRUPT, () => zipOf([{ name: 'media/a', body: Buffer.alloc(32 * MiB), size: 100 }])],
  ['of zeros in many files', tooLarge('ratio'), () => {
    const body = Buffer.alloc(1 * MiB);
    const data = deflateRawSync(body);
    return zipOf(Array.from({ length: 40 }, (_, at) => ({ name: `f${at}`, body, data })));
  }],
  ['with a header of 65 KiB', tooLarge('headerBytes'), () => withOne({ central: { extra: extraField(0x9999, Buffer.alloc(65_500)), comment: 'x'.repeat(2 * KiB) } })],
  ['with many long headers', tooLarge('headerBytes'), () => zipOf(Array.from({ length: 20 }, (_, at) => ({ name: `f${at}`, central: { extra: extraField(0x9999, Buffer.alloc(60 * KiB)) } })))],

  ['in a ZIP', unsupported('zip'), () => zipOf([{ name: 'a.zip', body: valid() }])],
  ['in a ZIP, stored, in a ZIP', unsupported('zip'), () => zipOf([{ name: 'a.zip', method: STORED, body: zipOf([{ name: 'a.zip', method: STORED, body: valid() }]) }])],
  ['of an archive gzipped twice', unsupported('gzip'), () => zipOf([{ name: 'a.gz', body: gzipSync(gzipSync(END_OF_TAR)) }])],
  ['of a gzipped ZIP', unsupported('zip'), () => zipOf([{ name: 'a.gz', body: gzipSync(valid()) }])],
  ['of a 7-Zip archive', unsupported('7z'), () => zipOf([{ name: 'a.7z', body: Buffer.from('377abcaf271c0004', 'hex') }])],
  ['of a gzipped tar of zeros', tooLarge('ratio'), () => zipOf([{ name: 'a.tar.gz', body: gzipSync(tarEntry({ name: 'media/a' }, Buffer.alloc(32 * MiB))) }])],
  ['of a tarball that is damaged', CORRUPT, () => zipOf([{ name: 'a.tar.gz', body: gzipSync(tarEntry({ name: 'a' }, 'x')).subarray(0, -9) }])],
  ['of a tarball with a wrong checksum in the ZIP', CORRUPT, () => zipOf([{ name: 'a.tar', body: Buffer.concat([tarEntry({ name: 'a' }, 'x'), END_OF_TAR]), crc32: 1 }])],
]; // prettier-ignore
