/** Whether an archive has come to its end: no part of one passes for the whole. */
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { checkArchive } from '../../src/your-data/transfer/check-archive.web';
import { archiveOf, gzipOf, join } from '../support/archive';

const WHOLE = archiveOf();
const changed = (at: number): Uint8Array<ArrayBuffer> => {
  const bytes = WHOLE.slice();
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  return bytes;
};
const TWO_ZERO_BLOCKS = 1024;

interface Case {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What a browser says that cannot unpack. */
  readonly byTail: boolean;
}

const PARTS: Readonly<Record<string, Case>> = {
  'nothing at all': { bytes: new Uint8Array(0), byTail: false },
  'a page of a proxy': { bytes: new Uint8Array(5_000).fill(60), byTail: false },
  'all but the last byte': { bytes: WHOLE.slice(0, -1), byTail: false },
  'all but the trailer': { bytes: WHOLE.slice(0, -8), byTail: false },
  'all but the end of the gzip': { bytes: WHOLE.slice(0, -13), byTail: false },
  half: { bytes: WHOLE.slice(0, WHOLE.length / 2), byTail: false },
  'a byte that changed on the way': { bytes: changed(5_000), byTail: true },
  'another CRC': { bytes: changed(-8), byTail: true },
  'another length': { bytes: changed(-4), byTail: false },
  'a tar without its last entry': { bytes: archiveOf({ 'manifest.yaml': 700 }), byTail: true },
  'a tar whose last entry is another': { bytes: archiveOf({ SHA256SUMS: 1, 'a.yaml': 1 }), byTail: true },
  'a tar without its end': {
    bytes: gzipOf(unpacked(WHOLE).slice(0, -TWO_ZERO_BLOCKS)),
    byTail: true,
  },
};

/** The content of a gzip of stored blocks. */
function unpacked(gzip: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (let at = 10; ;) {
    const length = gzip[at + 1]! + 256 * gzip[at + 2]!;
    blocks.push(gzip.subarray(at + 5, at + 5 + length));
    if (gzip[at] === 1) return join(...blocks);
    at += 5 + length;
  }
}

async function isWhole(bytes: Uint8Array<ArrayBuffer>, piece = 1_000): Promise<boolean> {
  const check = checkArchive();
  for (let at = 0; at < bytes.length; at += piece) await check.add(bytes.slice(at, at + piece));
  return check.isWhole();
}

describe('in a browser that can unpack', () => {
  beforeAll(() => {
    // jsdom has none.
    Object.assign(globalThis, jest.requireActual<object>('node:stream/web'));
  });

  it.each([1, 7, 512, 65_536, 1_000_000])(
    'a whole archive is whole, in pieces of %i bytes',
    async (piece) => {
      expect(await isWhole(archiveOf({ 'a.yaml': 1_000, SHA256SUMS: 0 }), piece)).toBe(true);
    },
  );

  it('a whole archive of several blocks is whole', async () => {
    expect(await isWhole(WHOLE)).toBe(true);
  });

  it.each(Object.entries(PARTS))('%s is not', async (_, { bytes }) => {
    expect(await isWhole(bytes)).toBe(false);
  });
});

describe('in a browser that cannot', () => {
  beforeAll(() => void Reflect.deleteProperty(globalThis, 'DecompressionStream'));

  it.each([1, 12, 13, 14, 1_000_000])('a whole archive is whole, in pieces of %i bytes', async (piece) => {
    expect(await isWhole(WHOLE, piece)).toBe(true);
  });

  it.each(Object.entries(PARTS))('%s is judged by its last bytes', async (_, { bytes, byTail }) => {
    expect(await isWhole(bytes)).toBe(byTail);
  });
});
