/** Media files that do not compress, the same at every run. */
import { createCipheriv, createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Size } from './sizes.js';

export interface MadeFile {
  readonly path: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const CHUNK = Buffer.alloc(1024 ** 2);
/** Bytes that are no known format: what they are is settled, and an import does not change it. */
const HEAD = Buffer.from('\u0001carol\u0000', 'latin1');

/** Files of equal size in a folder, which must exist. */
export async function makeFiles(folder: string, { files, bytes }: Size): Promise<readonly MadeFile[]> {
  const size = Math.max(HEAD.length, Math.floor(bytes / Math.max(files, 1)));
  const made: MadeFile[] = [];
  for (let index = 0; index < files; index++) {
    const path = join(folder, `${index}.bin`);
    const hash = createHash('sha256');
    const chunks = noise(index, size);
    await pipeline(
      Readable.from(chunks),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
    made.push({ path, size, sha256: hash.digest('hex') });
  }
  return made;
}

/** The key stream of a cipher: as random as anything, and a gigabyte a second. */
function* noise(seed: number, size: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, seed + 1), Buffer.alloc(16, seed >> 8));
  yield HEAD;
  for (let left = size - HEAD.length; left > 0; left -= CHUNK.length) {
    yield cipher.update(CHUNK.subarray(0, left));
  }
}
