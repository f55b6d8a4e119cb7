/** The gzip writer: what goes in comes out of any gunzip, and the bytes depend on nothing but the input. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gzip } from '../../src/portability/container/gzip/gzip.js';
import { installed } from '../support/installed.js';

const BLOCK = 2 * 0xffff;

/** Bytes that no compressor makes smaller, the same in every run. */
function noise(length: number, seed = 'noise'): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, n = 0; at < length; at += 64, n++)
    parts.push(createHash('sha512').update(`${seed}${n}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

function text(length: number): Buffer {
  let out = '';
  for (let n = 0; out.length < length; n++) out += `name: Person ${n}\nbirthday: 19${n % 100}-01-02\n`;
  return Buffer.from(out.slice(0, length));
}

async function compress(chunks: readonly Buffer[]): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const chunk of Readable.from(chunks).compose(gzip())) out.push(chunk as Buffer);
  return Buffer.concat(out);
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes.length === 0 ? bytes.length : sizes[n % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const segment = fc.oneof(
  fc.integer({ min: 0, max: 300_000 }).map((length) => noise(length)),
  fc.integer({ min: 0, max: 300_000 }).map(text),
  fc.integer({ min: 0, max: 300_000 }).map((length) => Buffer.alloc(length)),
  fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes)),
);
const content = fc.array(segment, { maxLength: 4 }).map((parts) => Buffer.concat(parts));
const sizes = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 5 });

describe('gzip', () => {
  it('gives back what went in', async () => {
    await fc.assert(
      fc.asyncProperty(content, sizes, async (bytes, cuts) => {
        const chunks = cuts.some((size) => size < 100) ? [bytes] : cut(bytes, cuts);
        expect(gunzipSync(await compress(chunks)).equals(bytes)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('writes the same bytes however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.array(fc.integer({ min: 500, max: 200_000 }), { maxLength: 5 }),
        async (bytes, cuts) => {
          expect((await compress(cut(bytes, cuts))).equals(await compress([bytes]))).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([0, 1, 0xffff, 0xffff + 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])(
    'holds %i bytes of noise at the edges of its blocks',
    async (length) => {
      expect(gunzipSync(await compress([noise(length)])).equals(noise(length))).toBe(true);
    },
  );

  (installed('gzip', 'gzip') ? it : it.skip)('is read by gzip itself', async () => {
    const bytes = Buffer.concat([text(400_000), noise(400_000), Buffer.alloc(400_000), text(10)]);
    expect(
      execFileSync('gzip', ['-dc'], { input: await compress([bytes]), maxBuffer: 1e8 }).equals(bytes),
    ).toBe(true);
  });

  it('names no time, no file and no operating system', async () => {
    expect((await compress([text(10)])).subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
  });

  it('ends unlike any part of it: the card knows a whole download by its last bytes', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      text(10),
      text(3 * BLOCK),
      noise(BLOCK),
      noise(BLOCK + 1),
      Buffer.alloc(BLOCK),
    ]) {
      const end = Buffer.alloc(13);
      Buffer.from([1, 0, 0, 0xff, 0xff]).copy(end);
      end.writeUInt32LE(crc32(bytes), 5);
      end.writeUInt32LE(bytes.length, 9);
      expect((await compress([bytes])).subarray(-13).toString('hex')).toBe(end.toString('hex'));
    }
  });

  it('stores noise at a cost of less than one part in a thousand', async () => {
    const written = await compress([noise(10 * BLOCK)]);
    expect(written.length).toBeGreaterThan(10 * BLOCK);
    expect(written.length).toBeLessThan(10 * BLOCK * 1.001);
  });

  it('makes text much smaller', async () => {
    expect((await compress([text(1_000_000)])).length).toBeLessThan(250_000);
  });

  it('never exceeds the ratio at which an importer sees a bomb', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024);
    const written = await compress([bytes]);
    expect(bytes.length / written.length).toBeLessThan(150);
    expect(gunzipSync(written).equals(bytes)).toBe(true);
  });

  it('takes chunks over, and does not write into them', async () => {
    const chunks = Array.from({ length: 50 }, (_, n) => Buffer.alloc(10_000, n));
    const stream = gzip();
    const out: Buffer[] = [];
    stream.on('data', (piece: Buffer) => out.push(piece));
    for (const chunk of chunks) await new Promise((resolve) => stream.write(chunk, resolve));
    await new Promise<void>((resolve) => stream.on('end', resolve).end());
    expect(gunzipSync(Buffer.concat(out))).toEqual(Buffer.concat(chunks));
    expect(chunks.every((chunk, n) => chunk.every((byte) => byte === n))).toBe(true);
  });

  it('takes no more than it can hold when nobody reads', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; ; taken += 65_536) yield noise(65_536);
    }
    const stream = Readable.from(endless(), { highWaterMark: 1 }).pipe(gzip());
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(taken).toBeLessThan(4 * 1024 * 1024);
    stream.destroy();
  });
});
