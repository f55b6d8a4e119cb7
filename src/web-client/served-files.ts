/** The built files that hold the path of the service, as they are served: read once, compared with what was built, the path put in. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { encoderOf, type Encode } from './compressed.js';
import { placePath } from './placed-path.js';
import type { WebClient } from './web-client-build.js';

export interface ServedFile {
  readonly bytes: Buffer;
  readonly encode: Encode;
}

interface Kept extends ServedFile {
  /** The file's time and size when it was read. */
  readonly version: string;
}

/** Undefined where the build has no such file; one that it should have and has not, or not whole, is reported. */
export type ReadServed = (path: string) => Promise<ServedFile | undefined>;

export function servedFiles(webClient: WebClient, basePath: string): ReadServed {
  const kept = new Map<string, Kept>();
  return async (path) => {
    const noted = webClient.files[path];
    try {
      const file = join(webClient.directory, path);
      const { mtimeMs, size } = await stat(file);
      const version = `${mtimeMs} ${size}`;
      const known = kept.get(path);
      if (known?.version === version) return known;
      const built = await readFile(file);
      if (noted !== undefined && createHash('sha256').update(built).digest('hex') !== noted) {
        webClient.reportFault(`${path} is not as it was built`);
        return undefined;
      }
      const bytes = Buffer.from(placePath(built.toString('utf8'), basePath));
      const served = { version, bytes, encode: encoderOf(bytes) };
      kept.set(path, served);
      return served;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What never was built may be asked for by anybody.
      if (noted !== undefined) webClient.reportFault(`${path} cannot be read (${code})`);
      return undefined;
    }
  };
}
