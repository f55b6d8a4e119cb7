/** A ZIP that is odd and legal, or made by a program that people use, is read. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/read-container.js';
import {
  DEFLATED,
  extraField,
  FLAG,
  STORED,
  unicodePath,
  zip64Extra,
  zipOf,
  type ZipEntry,
  type ZipOptions,
} from '../support/zip-builder.js';

const body = 'hello';
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
/** Müller, in code page 437. */
const CP437 = latin('M\x81ller/a');
const folder: ZipEntry = { name: 'd/', mode: 0o040755 };

describe('a name', () => {
  it.each<[string, string, Partial<ZipEntry>]>([
    ['in UTF-8 that the flag announces', 'Müller/a', { name: 'Müller/a', flags: FLAG.utf8 }],
    ['in UTF-8 that nothing announces, as the Finder writes', 'Müller/a', { name: 'Müller/a', flags: 0 }],
    ['in code page 437', 'Müller/a', { name: CP437, flags: 0 }],
    ['in code page 437 with a Unicode path', 'Müller/a', { name: CP437, flags: 0, extra: unicodePath('Müller/a', CP437) }],
    ['with signs in the place of others, and a Unicode path', 'Мария/a', { name: '?????/a', extra: unicodePath('Мария/a', '?????/a') }],
    ['with a Unicode path that is stale', 'b', { name: 'b', extra: unicodePath('a', 'another') }],
    ['with a Unicode path that says the same', 'b', { name: 'b', extra: unicodePath('b', 'b') }],
    ['with the separators of Windows', 'media/a', { name: 'media\\a', central: { madeOn: 0 } }],
    ['with a dot before it', './a', { name: './a' }],
  ])('is taken %s', async (_, path, fields) => {
    expect(await readFiles(zipOf([{ body, ...fields }]))).toEqual([{ path, body: Buffer.from(body) }]);
  }); // prettier-ignore
});

const LEGAL: readonly (readonly [what: string, fields: Partial<ZipEntry>, options?: ZipOptions])[] = [
  ['made by DOS', { central: { madeOn: 0, attributes: 0x20 } }],
  ['of no mode', { central: { attributes: 0 } }],
  ['with times and owners in extra fields', { extra: Buffer.concat([extraField(0x5455, Buffer.alloc(9)), extraField(0x7875, Buffer.alloc(11))]) }],
  ['with NTFS times', { extra: extraField(0x000a, Buffer.alloc(32)) }],
  ['with a comment of its own', { central: { comment: 'mine' } }],
  ['with hints on how it was compressed', { flags: FLAG.utf8 | 6, central: { flags: FLAG.utf8 } }],
  ['with a descriptor', { descriptor: 'signed' }],
  ['with a descriptor without a signature', { descriptor: 'bare' }],
  ['with a descriptor of ZIP64', { descriptor: 'wide' }],
  ['with a descriptor of ZIP64 without a signature', { descriptor: 'bare-wide' }],
  ['with a descriptor, and all known before', { descriptor: 'signed', local: { size: 5, compressedSize: deflateRawSync(body).length } }],
  ['with ZIP64 sizes', { local: { size: 0xffffffff, compressedSize: 0xffffffff, extra: zip64Extra(5, deflateRawSync(body).length) } }],
  ['with ZIP64 sizes in the directory, too', {
    central: { size: 0xffffffff, compressedSize: 0xffffffff, extra: zip64Extra(5, deflateRawSync(body).length) },
  }],
  ['with a ZIP64 field that nothing needs', { extra: zip64Extra(5, deflateRawSync(body).length) }],
  ['in a ZIP64', {}, { zip64: {} }],
  ['in a ZIP64 with an end that says it all', {}, { zip64: {}, end: { entries: 2, entriesHere: 2 } }],
  ['in a ZIP with a comment', {}, { end: { comment: 'Mine, all mine' } }],
  ['in a ZIP with the longest comment', {}, { end: { comment: 'x'.repeat(0xffff) } }],
  ['in a ZIP that is padded', {}, { after: Buffer.alloc(10_240) }],
]; // prettier-ignore

describe('an entry', () => {
  // Without a default, Jest takes the parameter for a callback.
  it.each(LEGAL.map(([what, fields, options = {}]) => [what, fields, options] as const))('is read %s', async (_, fields, options) => {
    const read = await readFiles(zipOf([{ name: 'a', body, ...fields }, { name: 'b', body }], options));
    expect(read.map(({ path, body: bytes }) => [path, bytes.toString()])).toEqual([['a', body], ['b', body]]);
  }); // prettier-ignore

  it.each<[string, ZipEntry]>([
    ['stored', { ...folder, method: STORED }],
    ['deflated, as Java writes it', { ...folder, method: DEFLATED }],
    ['deflated, with a descriptor', { ...folder, method: DEFLATED, descriptor: 'signed' }],
    ['of DOS', { ...folder, method: STORED, central: { madeOn: 0, attributes: 0x10 } }],
    ['called as the folder itself', { ...folder, name: './', method: STORED }],
  ])('is skipped that is a folder: %s', async (_, entry) => {
    expect(await readFiles(zipOf([entry, { name: 'd/a', body }]))).toHaveLength(1);
  });

  it('lies where the directory says, which may name it in another order', async () => {
    const whole = zipOf([
      { name: 'a', body },
      { name: 'b', body },
    ]);
    const at = whole.readUInt32LE(whole.length - 6);
    const half = at + (whole.length - 22 - at) / 2;
    const turned = Buffer.concat([
      whole.subarray(0, at),
      whole.subarray(half, whole.length - 22),
      whole.subarray(at, half),
      whole.subarray(-22),
    ]);
    expect((await readFiles(turned)).map(({ path }) => path)).toEqual(['a', 'b']);
  });
});
