/** How a file may come to harm where it lies, and where a user's files lie in a store of files. */
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBlobKey } from '../../src/portability/blobs.js';
import type { TestService, TestUser } from './service.js';
import { blobsOf } from './sweep.js';

export const HARM = {
  'cut short': (path: string) => truncate(path, 20),
  'grown longer': (path: string) => appendFile(path, 'more'),
  'of other bytes': async (path: string) => {
    const bytes = await readFile(path);
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    await writeFile(path, bytes);
  },
  lost: (path: string) => rm(path),
} as const satisfies Readonly<Record<string, (path: string) => Promise<void>>>;

/** The paths of all files that the store holds for the user, in the order of their digests. */
export const blobPaths = async (service: TestService, user: TestUser): Promise<string[]> =>
  (await blobsOf(service, user)).map((key) => {
    const { name } = parseBlobKey(key);
    return join(service.dataDir, 'blobs', user.id, name.slice(0, 2), name);
  });
