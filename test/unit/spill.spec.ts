/** A slow reader gets the same bytes as a fast one, and the source does not wait for it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spill } from '../../src/portability/export/spill.js';
import { eventually } from '../support/raw-http.js';
import { canMountDisks, mountDisk, unmountDisk } from '../support/small-disk.js';

const MiB = 1024 * 1024;
const BYTES = randomBytes(3 * MiB + 17);
const CHUNK = 100_000;

let folder: string;
/** Files that were asked for. */
let files: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carol-spill-'));
  files = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const newFile = (): string => join(folder, `file-${files++}`);

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

const sourceOf = (chunks: AsyncIterable<Buffer>): Readable =>
  Readable.from(chunks, { objectMode: false, highWaterMark: CHUNK });

const closed = (stream: Readable): Promise<unknown> => once(stream, 'close');

/** Asks for one piece, so that the stream begins, and no more. */
async function readOnce(stream: Readable): Promise<Buffer> {
  await once(stream, 'readable');
  return stream.read() as Buffer;
}

describe('a reader of any pace', () => {
  /** 0: at once, in the same turn; else so many turns of the event loop, or milliseconds. */
  const pause = async (length: number): Promise<void> => {
    for (let turn = 0; turn < Math.min(length, 5); turn++)
      await new Promise((resolve) => setImmediate(resolve));
    if (length > 5) await new Promise((resolve) => setTimeout(resolve, length - 5));
  };
  const paces = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });

  it('gets the bytes in their order, whenever the source has them and whenever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          sizes: fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 12 }),
          given: paces,
          taken: paces,
          patienceMs: fc.integer({ min: 0, max: 12 }),
          hasDisk: fc.boolean(),
        }),
        async ({ sizes, given, taken, patienceMs, hasDisk }) => {
          const chunks = sizes.map((size, at) => Buffer.alloc(size, at + 1));
          const source = sourceOf(
            (async function* () {
              for (const [at, chunk] of chunks.entries()) {
                await pause(given[at % given.length] ?? 0);
                yield chunk;
              }
            })(),
          );
          const path = (): string => (hasDisk ? newFile() : join(newFile(), 'nowhere'));
          const stream = spill(source, { patienceMs, newFile: path });
          const pieces: Buffer[] = [];
          for await (const piece of stream) {
            pieces.push(piece as Buffer);
            await pause(taken[pieces.length % taken.length] ?? 0);
          }
          expect(Buffer.concat(pieces).equals(Buffer.concat(chunks))).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a reader who keeps up', () => {
  it('gets the bytes, without a file', async () => {
    const stream = spill(sourceOf(chunksOf(BYTES)), { patienceMs: 60_000, newFile });
    expect((await buffer(stream)).equals(BYTES)).toBe(true);
    expect(files).toBe(0);
  });

  it('gets nothing of a source without bytes', async () => {
    expect(await buffer(spill(sourceOf(chunksOf(Buffer.alloc(0))), { patienceMs: 0, newFile }))).toHaveLength(
      0,
    );
  });
});

describe('a reader who stands still', () => {
  it('lets the source go after a while, and gets all bytes later; the file has no name', async () => {
    const source = sourceOf(chunksOf(BYTES));
    const stream = spill(source, { patienceMs: 20, newFile });
    const gone = closed(source);
    const first = await readOnce(stream);
    await gone;
    expect(files).toBe(1);
    expect(await readdir(folder)).toEqual([]);
    expect(Buffer.concat([first, await buffer(stream)]).equals(BYTES)).toBe(true);
  });

  it('is waited for in all, not anew with every byte', async () => {
    const source = sourceOf(chunksOf(BYTES));
    const stream = spill(source, { patienceMs: 100, newFile });
    const gone = closed(source);
    const pieces: Buffer[] = [];
    // Each wait alone is shorter than the patience.
    for await (const piece of stream) {
      pieces.push(piece as Buffer);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await gone;
    expect(files).toBe(1);
    expect(Buffer.concat(pieces).equals(BYTES)).toBe(true);
  });

  it('may catch up with a source that goes on', async () => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const source = sourceOf(
      (async function* () {
        yield* chunksOf(BYTES);
        await held;
        yield* chunksOf(BYTES);
      })(),
    );
    const stream = spill(source, { patienceMs: 0, newFile });
    const pieces = [await readOnce(stream)];
    await eventually(() => expect(files).toBe(1));
    for await (const piece of stream) {
      pieces.push(piece as Buffer);
      if (pieces.reduce((all, { length }) => all + length, 0) === BYTES.length) goOn();
    }
    expect(Buffer.concat(pieces).equals(Buffer.concat([BYTES, BYTES]))).toBe(true);
  });

  it('hears of a failure at once, before what waits for it', async () => {
    const failing = sourceOf(
      (async function* () {
        yield* chunksOf(BYTES);
        throw new Error('the store is gone');
      })(),
    );
    const stream = spill(failing, { patienceMs: 0, newFile });
    await readOnce(stream);
    await expect(closed(stream)).rejects.toThrow('the store is gone');
  });

  it('and leaves, ends the source, whatever that waits for', async () => {
    const chunks = chunksOf(BYTES);
    const source = new Readable({
      // After its last chunk it never says a word again.
      read: () => void chunks.next().then(({ done, value }) => (done ? undefined : source.push(value))),
    });
    const stream = spill(source, { patienceMs: 0, newFile });
    await readOnce(stream);
    await eventually(() => expect(files).toBe(1));
    const gone = closed(source);
    stream.destroy();
    await Promise.all([gone, closed(stream)]);
  });
});

describe('a disk', () => {
  it('that cannot be written makes the source wait for its reader', async () => {
    let taken = 0;
    const source = sourceOf(
      (async function* () {
        for await (const chunk of chunksOf(BYTES)) {
          taken += chunk.length;
          yield chunk;
        }
      })(),
    );
    const stream = spill(source, { patienceMs: 0, newFile: () => join(newFile(), 'nowhere') });
    const first = await readOnce(stream);
    await eventually(() => expect(files).toBe(1));
    const before = taken;
    expect(before).toBeLessThan(MiB);
    expect(Buffer.concat([first, await buffer(stream)]).equals(BYTES)).toBe(true);
  });

  (canMountDisks ? it : it.skip)(
    'that is full after a part makes the source wait for its reader (needs root on Linux)',
    async () => {
      mountDisk(folder, MiB);
      try {
        const stream = spill(sourceOf(chunksOf(BYTES)), { patienceMs: 0, newFile });
        const first = await readOnce(stream);
        await eventually(() => expect(files).toBe(1));
        expect(Buffer.concat([first, await buffer(stream)]).equals(BYTES)).toBe(true);
      } finally {
        unmountDisk(folder);
      }
    },
  );
});
