/** A tar that is not whole, or of which any byte is another, ends in a refusal: nothing hangs and nothing gets through. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PortabilityError } from '../../src/portability/errors.js';
import { readFiles, toProblem } from '../support/read-container.js';
import {
  END_OF_TAR,
  gnuLongName,
  padded,
  paxHeader,
  tarball,
  tarEntry,
  tarHeader,
} from '../support/tar-builder.js';

const plain = tarEntry({ name: 'after.txt' }, 'after');
const valid = tarball(
  tarEntry({ name: 'a.txt' }, 'hello'),
  tarEntry({ name: 'media/b' }, 'x'.repeat(700)),
  plain,
);

const size = (hex: string): Buffer => Buffer.from(hex.padEnd(24, '0'), 'hex');
const raw = (...parts: Buffer[]): Buffer => gzipSync(Buffer.concat(parts));

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
      { numRuns: 60 },
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
      { numRuns: 60 },
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
