/** The files that are being written, and which of them nobody will ever finish. */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { abandonment, WRITER, writerOf } from '../writer-names.js';
import { systemCode } from './blob-errors.js';

/** The folder beside the users' own: on the same file system, so that a rename is atomic. */
export const INCOMING = '.incoming';

/** A file that nobody wrote to for so long, in milliseconds, is abandoned whoever began it. */
const ABANDONED_MS = 60 * 60 * 1000;

/** A name that no other file has, and that tells who writes it. */
export const incomingName = (): string => `${WRITER}.${randomUUID()}`;

/**
 * Removes the files that are older than an hour, or whose process is gone.
 * @returns how many
 */
export async function sweepIncoming(folder: string): Promise<number> {
  const isAbandoned = abandonment(folder, ABANDONED_MS);
  let removed = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (writerOf(name) !== 'gone') {
      const modified = await modifiedAt(path);
      if (modified === null || !(await isAbandoned(modified))) continue;
    }
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

/** Epoch milliseconds; null where somebody has finished it meanwhile. */
async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
