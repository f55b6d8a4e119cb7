/** Whatever a stranger sends ends in a refusal that says what is wrong; nothing hangs and nothing gets through. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { PortabilityError } from '../../src/portability/errors.js';
import { readFiles, toProblem } from '../support/read-container.js';
import {
  END_OF_TAR,
  gnuLongName,
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
const member = (bytes: string | Buffer): Buffer => gzipSync(bytes);

describe('a file that is no archive', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['split-zip', Buffer.from('504b0708504b0304', 'hex')],
    ['split-zip', Buffer.from('504b3030504b0304', 'hex')],
    ['lz4', Buffer.from('04224d18', 'hex')],
    ['lzip', Buffer.from('LZIP\x01')],
    ['program', Buffer.from('4d5a90000300', 'hex')],
    ['office-document', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['7z', Buffer.from('377abcaf271c0004', 'hex')],
    ['xz', Buffer.from('fd377a585a000004', 'hex')],
    ['zstd', Buffer.from('28b52ffd2400', 'hex')],
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['rar', Buffer.from('526172211a070100', 'hex')],
    ['pdf', Buffer.from('%PDF-1.7\n')],
    ['image', Buffer.from('ffd8ffe000104a464946', 'hex')],
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
    // What it is, and what to do.
    expect(refusal.detail).toMatch(/^The file is [^:.]+(\.\w+\)?)?[^:]*: [a-z].+\.$/);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['json', Buffer.from('{}')],
    ['json', Buffer.from(`[${'1,'.repeat(2_000)}1]`)],
    ['gzip', gzipSync(valid)],
    ['zip', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(1_000)])],
    ['unknown', Buffer.alloc(600, 0xff)],
  ])('is called %s when that is what gzip holds', async (detected, bytes) => {
    const refusal = await toProblem(gzipSync(bytes));
    expect(refusal).toMatchObject({ slug: 'unsupported-archive-type', extensions: { detected } });
    expect(refusal.detail).toMatch(/^What is inside of the file, .+, is [^:]+: [a-z].+\.$/);
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
