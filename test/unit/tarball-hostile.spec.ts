/** Whatever a stranger sends ends in a refusal that says what is wrong; nothing hangs and nothing gets through. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PortabilityError } from '../../src/portability/errors.js';
import { readFiles, toProblem } from '../support/read-tarball.js';
import {
  END_OF_TAR,
  gnuLongName,
  padded,
  paxHeader,
  paxRecord,
  tarball,
  tarEntry,
  tarHeader,
} from '../support/tar-builder.js';

const KiB = 1024;
const MiB = 1024 * KiB;
const plain = tarEntry({ name: 'after.txt' }, 'after');
const valid = tarball(
  tarEntry({ name: 'a.txt' }, 'hello'),
  tarEntry({ name: 'media/b' }, 'x'.repeat(700)),
  plain,
);

const size = (hex: string): Buffer => Buffer.from(hex.padEnd(24, '0'), 'hex');
const member = (bytes: string | Buffer): Buffer => gzipSync(bytes);
const raw = (...parts: Buffer[]): Buffer => gzipSync(Buffer.concat(parts));

describe('a file that is not a gzipped tar', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['zip', Buffer.from('504b03041400', 'hex')],
    ['zip', Buffer.from('504b050600000000', 'hex')],
    ['7z', Buffer.from('377abcaf271c0004', 'hex')],
    ['xz', Buffer.from('fd377a585a000004', 'hex')],
    ['zstd', Buffer.from('28b52ffd2400', 'hex')],
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['rar', Buffer.from('526172211a070100', 'hex')],
    ['pdf', Buffer.from('%PDF-1.7\n')],
    ['image', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['tar', Buffer.concat([plain, END_OF_TAR])],
    ['html', Buffer.from('\n<!DOCTYPE html><title>Sign in</title>')],
    ['json', Buffer.from('{"format": "carol-export"}')],
    ['yaml', Buffer.from('format: carol-export\n')],
    ['xml', Buffer.from('<?xml version="1.0"?>')],
    ['text', Buffer.from('Grüße')],
    ['unknown', Buffer.from([1, 2, 3, 0xff])],
    ['unknown', Buffer.from([0x1f])],
  ])('is called %s', async (detected, bytes) => {
    const refusal = await toProblem(bytes);
    expect(refusal).toMatchObject({ slug: 'unsupported-archive-type', extensions: { detected } });
    expect(refusal.detail).toContain(detected);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['json', Buffer.from('{}')],
    ['json', Buffer.from(`[${'1,'.repeat(2_000)}1]`)],
    ['gzip', valid],
    ['zip', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(1_000)])],
    ['unknown', Buffer.alloc(600, 0xff)],
  ])('is called %s when that is what gzip holds', async (detected, bytes) => {
    const refusal = await toProblem(gzipSync(bytes));
    expect(refusal).toMatchObject({ slug: 'unsupported-archive-type', extensions: { detected } });
    expect(refusal.detail).toContain('inside');
  });
});

describe('gzip', () => {
  it('is refused when it is cut off, wherever', async () => {
    for (let length = 3; length < valid.length; length++) {
      expect(await toProblem(valid.subarray(0, length))).toMatchObject({ slug: 'archive-corrupt' });
    }
  });

  it.each([
    ['checksum', 8],
    ['length', 4],
  ])('is refused with a wrong %s', async (_, fromEnd) => {
    const bytes = Buffer.from(valid);
    bytes[bytes.length - fromEnd]! ^= 1;
    expect(await toProblem(bytes)).toMatchObject({ slug: 'archive-corrupt' });
  });

  // The reader works in chunks of 256 KiB: what follows may start in the chunk of the member's end, or not.
  it.each([0, 1, 256 * KiB - valid.length, 256 * KiB - valid.length + 1, 600 * KiB])(
    'is refused with anything but zeros behind it and %i zeros between',
    async (zeros) => {
      for (const tail of [Buffer.from([0, 1]), Buffer.from('x'), Buffer.from('trailing text'), member('')]) {
        if (zeros === 0 && tail.subarray(0, 3).equals(member('').subarray(0, 3))) continue;
        const bytes = Buffer.concat([valid, Buffer.alloc(zeros), tail]);
        expect(await toProblem(bytes)).toMatchObject({ slug: 'archive-corrupt' });
      }
    },
  );

  it.each([1, 511, 256 * KiB - valid.length, 256 * KiB, 600 * KiB])('may end in %i zeros', async (zeros) => {
    expect(await readFiles(Buffer.concat([valid, Buffer.alloc(zeros)]))).toHaveLength(3);
  });

  it('may come in several members, wherever they are cut', async () => {
    const tar = Buffer.concat([tarEntry({ name: 'a.txt' }, 'hello'), plain, END_OF_TAR]);
    for (let at = 0; at <= tar.length; at += 97) {
      const bytes = Buffer.concat([member(tar.subarray(0, at)), member(''), member(tar.subarray(at))]);
      expect(await readFiles(bytes)).toHaveLength(2);
    }
  });

  it('is refused when a later member is damaged or its data follow the end', async () => {
    const damaged = member('more');
    damaged[damaged.length - 5]! ^= 1;
    expect(await toProblem(Buffer.concat([valid, damaged]))).toBeInstanceOf(PortabilityError);
    expect(await toProblem(Buffer.concat([valid, member('more')]))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code: 'data-after-end', entry: 'after.txt' }] },
    });
  });
});

describe('a bomb', () => {
  const zeros = gzipSync(Buffer.alloc(32 * MiB));

  it.each([
    [
      'in one member',
      gzipSync(Buffer.concat([tarHeader({ name: 'media/a', size: 64 * MiB }), Buffer.alloc(64 * MiB)])),
    ],
    [
      'in many members',
      Buffer.concat([gzipSync(tarHeader({ name: 'media/a', size: 64 * MiB })), zeros, zeros]),
    ],
    ['behind the end', Buffer.concat([valid, zeros, zeros])],
  ])('%s is refused by its ratio', async (_, bytes) => {
    const refusal = await toProblem(bytes);
    expect(refusal).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'ratio', maximum: 200 },
    });
    expect(refusal.extensions['actual']).toBeGreaterThan(200);
  });

  it('is refused by the total when its ratio is modest', async () => {
    const refusal = await toProblem(valid, { decompressedBytes: 4 * KiB });
    expect(refusal).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'decompressedBytes', maximum: 4 * KiB, actual: 5 * KiB - 512 },
    });
  });
});

describe('a limit', () => {
  const files = (count: number): Buffer =>
    tarball(...Array.from({ length: count }, (_, n) => tarEntry({ name: `f${n}` })));

  it('on decompressed bytes lets through what just fits', async () => {
    const bytes = 5 * KiB - 512;
    expect(await readFiles(valid, { decompressedBytes: bytes })).toHaveLength(3);
    expect(await toProblem(valid, { decompressedBytes: bytes - 1 })).toMatchObject({
      extensions: { limit: 'decompressedBytes', maximum: bytes - 1, actual: bytes },
    });
  });

  it('on entries lets through what just fits', async () => {
    expect(await readFiles(files(10), { entries: 10 })).toHaveLength(10);
    expect(await toProblem(files(11), { entries: 10 })).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'entries', maximum: 10, actual: 11 },
    });
  });

  it('on one media file lets through what just fits', async () => {
    const media = (bytes: number): Buffer =>
      tarball(tarEntry({ name: './x/media/a.jpg' }, Buffer.alloc(bytes)));
    expect(await readFiles(media(1_000), { mediaBytes: 1_000 })).toHaveLength(1);
    expect(await toProblem(media(1_001), { mediaBytes: 1_000 })).toMatchObject({
      slug: 'archive-too-large',
      extensions: {
        limit: 'entryBytes',
        maximum: 1_000,
        actual: 1_001,
        errors: [{ entry: './x/media/a.jpg' }],
      },
    });
  });

  it('on one extended header lets through what just fits', async () => {
    const record = paxRecord('comment', 'x'.repeat(980));
    const archive = tarball(tarEntry({ type: 'x' }, record), plain);
    expect(await readFiles(archive, { extendedHeaderBytes: record.length })).toHaveLength(1);
    expect(await toProblem(archive, { extendedHeaderBytes: record.length - 1 })).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'headerBytes', maximum: record.length - 1, actual: record.length },
    });
  });

  it.each(['x', 'g', 'L'] as const)('on all extended headers counts those of type %s', async (type) => {
    const header = (): Buffer =>
      type === 'L'
        ? gnuLongName('nnn/'.repeat(250).slice(0, 999))
        : paxHeader({ comment: 'x'.repeat(983) }, type);
    const archive = tarball(header(), tarEntry({ name: 'a' }), header(), tarEntry({ name: 'b' }));
    expect(await toProblem(archive, { extendedHeadersBytes: 1_500 })).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'headerBytes', maximum: 1_500 },
    });
  });

  it('stops a million empty entries early', async () => {
    const header = tarEntry({ name: 'same' });
    const many = gzipSync(
      Buffer.concat(Array.from({ length: 20_000 }, (_, n) => tarEntry({ name: `f${n}` }))),
    );
    const refusal = await toProblem(Buffer.concat(Array.from({ length: 50 }, () => many)), {
      entries: 1_000,
    });
    expect(refusal).toMatchObject({ extensions: { limit: 'entries', actual: 1_001 } });
    expect(await toProblem(tarball(header, header))).toMatchObject({
      extensions: { errors: [{ code: 'duplicate-entry', entry: 'same' }] },
    });
  });
});

describe('a tar that is not whole', () => {
  it.each([
    ['has a wrong checksum', tarball(tarHeader({ checksumError: 1 }))],
    ['has a wrong checksum later on', tarball(plain, tarHeader({ checksumError: -1 }))],
    ['ends without a mark', raw(plain)],
    ['ends with half a mark', raw(plain, Buffer.alloc(512))],
    ['ends within a mark', raw(plain, Buffer.alloc(1_023))],
    ['ends within a header', raw(plain, tarHeader().subarray(0, 300))],
    ['ends within a body', raw(tarHeader({ size: 5_000 }), Buffer.alloc(3_000))],
    ['ends within the padding', raw(tarHeader({ size: 5 }), Buffer.from('hello'))],
    ['ends within an extended header', raw(tarHeader({ type: 'x', size: 500 }), Buffer.alloc(100))],
    ['ends behind an extended header', tarball(paxHeader({ path: 'x' }))],
    ['states more bytes than it has', tarball(tarHeader({ size: 1_000_000 }), plain)],
    ['states a negative size', tarball(tarHeader({ rawSize: size('ff') }), plain)],
    ['states minus one', tarball(tarHeader({ rawSize: Buffer.alloc(12, 0xff) }), plain)],
    ['states an absurd size', tarball(tarHeader({ rawSize: size('80ffffffffffffffffffffff') }), plain)],
    ['states a size that starts with 0x81', tarball(tarHeader({ rawSize: size('81') }), plain)],
    ['states a size that is no number', tarball(tarHeader({ rawSize: Buffer.from('00000000 12\0') }), plain)],
    ['states a size with a minus', tarball(tarHeader({ rawSize: Buffer.from('-0000000001\0') }), plain)],
    ['states a size of a folder', tarball(tarEntry({ name: 'd/', type: '5' }, 'hidden'), plain)],
    [
      'states a size of a folder of old',
      tarball(tarEntry({ name: 'd/', type: '\0', magic: 'v7' }, 'hidden')),
    ],
    ['states an absurd size of an extended header', tarball(tarHeader({ type: 'x', rawSize: size('81') }))],
  ])('is refused when it %s', async (_, bytes) => {
    expect(await toProblem(bytes)).toMatchObject({ slug: 'archive-corrupt' });
  });

  it('is refused when it is cut off at any byte and compressed again', async () => {
    const tar = Buffer.concat([paxHeader({ path: 'long' }), plain, gnuLongName('b'), plain, END_OF_TAR]);
    for (let length = 1; length < tar.length; length++) {
      // Every byte around the edges of blocks, and some of those between.
      if (Math.abs(((length + 256) % 512) - 256) > 2 && length % 37 > 0) continue;
      const refusal = await toProblem(gzipSync(tar.subarray(0, length), { level: 1 }));
      expect(['archive-corrupt', 'unsupported-archive-type']).toContain(refusal.slug);
    }
  });

  it('is refused when anything follows its end', async () => {
    for (const tail of [Buffer.from('x'), plain, padded(Buffer.from('\0'.repeat(5_000) + 'x'))]) {
      expect(await toProblem(raw(plain, END_OF_TAR, tail))).toMatchObject({
        slug: 'archive-unsafe',
        extensions: { errors: [{ code: 'data-after-end', entry: 'after.txt' }] },
      });
    }
  });
});

describe('an entry', () => {
  it.each([
    ['link-entry', 'a hard link', tarHeader({ name: 'l', type: '1', linkName: 'after.txt' })],
    ['link-entry', 'a symbolic link', tarHeader({ name: 'l', type: '2', linkName: '/etc/passwd' })],
    ['special-entry', 'a character device', tarHeader({ name: 'l', type: '3' })],
    ['special-entry', 'a block device', tarHeader({ name: 'l', type: '4' })],
    ['special-entry', 'a FIFO', tarHeader({ name: 'l', type: '6' })],
    ['unsupported-entry-type', 'a sparse file', tarHeader({ name: 'l', type: 'S', magic: 'gnu' })],
    ['unsupported-entry-type', 'a multi-volume part', tarHeader({ name: 'l', type: 'M', magic: 'gnu' })],
    ['unsupported-entry-type', 'a volume label', tarHeader({ name: 'l', type: 'V', magic: 'gnu' })],
    ['unsupported-entry-type', 'an old long name', tarEntry({ name: 'l', type: 'N', magic: 'gnu' }, 'x')],
    ['unsupported-entry-type', 'of an unknown type', tarHeader({ name: 'l', type: '~' })],
    ['unsupported-entry-type', 'of a type that is no letter', tarHeader({ name: 'l', type: '\xff' })],
    [
      'unsupported-entry-type',
      'sparse by PAX',
      Buffer.concat([paxHeader({ 'GNU.sparse.realsize': '1' }), tarHeader({ name: 'l' })]),
    ],
  ])('is refused as %s when it is %s', async (code, _, bytes) => {
    expect(await toProblem(tarball(bytes, plain))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code, entry: 'l' }] },
    });
  });

  it.each([
    ['path-traversal', '../x'],
    ['path-traversal', 'a/../../x'],
    ['path-traversal', 'a/..'],
    ['path-traversal', './../x'],
    ['path-traversal', '..\\x'],
    ['absolute-path', '/etc/passwd'],
    ['absolute-path', './/etc/passwd'],
    ['absolute-path', 'C:/x'],
    ['absolute-path', 'c:x'],
    ['absolute-path', '\\\\server\\x'],
    ['bad-name', 'a\\b'],
    ['bad-name', 'a//b'],
    ['bad-name', 'a/./b'],
    ['bad-name', 'a\nb'],
    ['bad-name', 'a\x7fb'],
    ['bad-name', 'a\u202egpj.exe'],
  ])('is refused as %s when it is called %j, in every form of a name', async (code, name) => {
    const forms = [
      [tarHeader({ name })],
      [tarHeader({ name: `${name}/`, type: '5' })],
      [paxHeader({ path: name }), tarHeader({ name: 'ok' })],
      [gnuLongName(name), tarHeader({ name: 'ok', magic: 'gnu' })],
    ];
    for (const form of forms) {
      const refusal = await toProblem(tarball(...form, plain));
      expect(refusal).toMatchObject({ slug: 'archive-unsafe', extensions: { errors: [{ code }] } });
      expect(JSON.stringify([refusal.detail, refusal.extensions])).not.toMatch(/[\u202e\x7f]|\\n/);
    }
  });

  it.each([
    ['has no name', tarHeader({ name: '' })],
    ['has a name of a prefix alone', tarHeader({ name: '', prefix: 'a' })],
    ['has a name that is not UTF-8', tarHeader({ name: Buffer.from([0x61, 0xff]) })],
    ['has half of a sign', tarHeader({ name: Buffer.from([0x61, 0xc3]) })],
    ['has a surrogate in UTF-8', tarHeader({ name: Buffer.from([0xed, 0xa0, 0x80]) })],
    ['has a part that is too long', Buffer.concat([gnuLongName('n'.repeat(256)), tarHeader()])],
    ['has a path that is too long', Buffer.concat([gnuLongName('nnn/'.repeat(257)), tarHeader()])],
  ])('is refused when it %s', async (_, bytes) => {
    const code = _ === 'has a name of a prefix alone' ? undefined : 'bad-name';
    const refusal = await toProblem(tarball(bytes, tarHeader({ name: 'a', type: '0' }), plain));
    expect(refusal.slug).toBe('archive-unsafe');
    if (code) expect(refusal.extensions).toMatchObject({ errors: [{ code }] });
  });

  it.each([
    ['spelled alike', 'a.txt', 'a.txt'],
    ['with a leading dot', 'a.txt', './a.txt'],
    ['in other letter case', 'media/a.JPG', 'Media/a.jpg'],
    ['in another normalisation', 'caf\u00e9', 'cafe\u0301'],
    ['with a sharp s', 'straße', 'STRASSE'],
    ['with a long s', 'ſ', 's'],
  ])('is refused when it comes twice, %s', async (_, one, other) => {
    expect(await toProblem(tarball(tarEntry({ name: one }), tarEntry({ name: other })))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code: 'duplicate-entry', entry: other }] },
    });
  });

  it('is refused when it has the name of a folder', async () => {
    const folder = tarHeader({ name: 'a/', type: '5' });
    for (const parts of [
      [folder, tarHeader({ name: 'a' })],
      [tarHeader({ name: 'a' }), folder],
    ]) {
      expect(await toProblem(tarball(...parts))).toMatchObject({
        extensions: { errors: [{ code: 'duplicate-entry' }] },
      });
    }
  });
});

describe('an extended header', () => {
  const x = (body: Buffer | string): Buffer => tarEntry({ name: 'PaxHeader', type: 'x' }, body);

  it.each([
    ['is empty', x('')],
    ['is global and empty', tarEntry({ type: 'g' }, '')],
    ['is an empty GNU name', tarEntry({ type: 'L', magic: 'gnu' }, '')],
    ['is a GNU name of NULs', tarEntry({ type: 'L', magic: 'gnu' }, '\0\0')],
    ['is a GNU name with more behind its NUL', tarEntry({ type: 'L', magic: 'gnu' }, 'a\0b')],
    ['is a GNU name that is not UTF-8', tarEntry({ type: 'L', magic: 'gnu' }, Buffer.from([0xff, 0]))],
    ['has no record', x('x')],
    ['has a record that is too long', x('99 path=a\n')],
    ['has a record that is too short', x('5 path=a\n')],
    ['has a record of length 0', x('0 path=a\n')],
    ['has a negative length', x('-10 path=a\n')],
    ['has a length in other digits', x('0x0a path=a\n')],
    ['has a length with a leading zero', x('011 path=ab\n')],
    ['has a record without a newline', x('9 path=a ')],
    ['has a record without an equals sign', x('8 patha\n')],
    ['has a record without a key', x('5 =a\n')],
    ['has zeros behind its records', x(Buffer.concat([paxRecord('path', 'a'), Buffer.alloc(5)]))],
    ['names the path twice', x(Buffer.concat([paxRecord('path', 'a'), paxRecord('path', 'b')]))],
    ['deletes the path', x(paxRecord('path', ''))],
    ['has a NUL in the path', x(paxRecord('path', 'a\0b'))],
    ['has a path that is not UTF-8', x(paxRecord('path', Buffer.from([0xff])))],
    ['has a negative size', x(paxRecord('size', '-1'))],
    ['has a size that is no number', x(paxRecord('size', '1e3'))],
    ['has an absurd size', x(paxRecord('size', '9999999999999999'))],
    ['states another size than the header', x(paxRecord('size', '512'))],
    ['names the path of all entries', tarEntry({ type: 'g' }, paxRecord('path', 'a'))],
    ['states the size of all entries', tarEntry({ type: 'g' }, paxRecord('size', '5'))],
    ['comes twice', Buffer.concat([x(paxRecord('path', 'a')), x(paxRecord('path', 'b'))])],
    ['comes with a GNU name', Buffer.concat([gnuLongName('a'), x(paxRecord('path', 'b'))])],
  ])('is refused when it %s', async (_, bytes) => {
    expect(await toProblem(tarball(bytes, plain, tarEntry({ name: 'b' })))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code: 'extended-header' }] },
    });
  });

  it('is refused when it names the target of a link', async () => {
    const link = tarHeader({ name: 'l', type: '2' });
    expect(await toProblem(tarball(gnuLongName('/etc/passwd', 'K'), link))).toMatchObject({
      extensions: { errors: [{ code: 'link-entry' }] },
    });
  });
});

describe('a damaged archive', () => {
  const tar = Buffer.concat([
    paxHeader({ path: 'a.txt', mtime: '1.5' }),
    tarEntry({ name: 'x' }, 'hello'),
    gnuLongName('media/b'),
    tarEntry({ name: 'media/', type: '5' }),
    tarEntry({ name: 'c', magic: 'gnu' }, 'x'.repeat(600)),
    END_OF_TAR,
  ]);

  async function outcome(bytes: Buffer): Promise<string> {
    return await readFiles(bytes).then(
      () => 'accepted',
      (error: unknown) => {
        if (error instanceof PortabilityError) return error.slug;
        throw error;
      },
    );
  }

  it('never hangs and never crashes when one byte of the tar is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(tar);
        bytes[at]! ^= change;
        expect([
          'accepted',
          'archive-corrupt',
          'archive-unsafe',
          'archive-too-large',
          'unsupported-archive-type',
        ]).toContain(await outcome(gzipSync(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  it('never hangs and never crashes when a header of any content has a right checksum', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        fc.constantFrom(...'0123456789xgLKSNVMD\0 A~'),
        fc.constantFrom('ustar', 'gnu', 'v7'),
        async (rawSize, type, magic) => {
          const header = tarHeader({ rawSize: Buffer.from(rawSize), type, magic: magic as 'ustar' });
          expect(await outcome(tarball(header, plain))).not.toBe('internal-error');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is refused when one byte of the file is another, save for the gzip header', async () => {
    for (let at = 10; at < valid.length; at++) {
      const bytes = Buffer.from(valid);
      bytes[at]! ^= 1 + (at % 255);
      expect(await outcome(bytes)).not.toBe('accepted');
    }
  });
});
