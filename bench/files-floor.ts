/** The floors of media: the same bytes sent without an archive, and the same files copied and hashed. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { MadeFile } from './make-files.js';

const READ = { highWaterMark: 256 * 1024 } as const;
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

export async function copyAndHash(files: readonly MadeFile[], folder: string): Promise<void> {
  for (const [index, file] of files.entries()) {
    const hash = createHash('sha256');
    await pipeline(
      createReadStream(file.path, READ),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(join(folder, `${index}.copy`)),
    );
    if (hash.digest('hex') !== file.sha256) throw new Error(`${file.path} is not what it was`);
  }
}

/** Gunzips a file, and lets go of what comes out. */
export const gunzip = (file: string): Promise<void> =>
  pipeline(createReadStream(file, READ), createGunzip(), nowhere());
