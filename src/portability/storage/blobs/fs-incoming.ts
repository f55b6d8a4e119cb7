/** The files that are being written, and which of them nobody will ever finish. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from './blob-errors.js';

/** The folder beside the users' own: on the same file system, so that a rename is atomic. */
export const INCOMING = '.incoming';

/** A file that nobody wrote to for so long, in milliseconds, is abandoned whoever began it. */
const ABANDONED_MS = 60 * 60 * 1000;

/** Process ids say nothing about another machine that shares the disk. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 16);

/** A name that no other file has, and that tells who writes it. */
export const incomingName = (): string => `${machine}.${process.pid}.${randomUUID()}`;

/**
 * Removes the files that are older than an hour, or whose process is gone.
 * @returns how many
 */
export async function sweepIncoming(folder: string, now: number = Date.now()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!(isOrphaned(name) || (await isAbandoned(path, now)))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

function isOrphaned(name: string): boolean {
  const [writer, pid] = name.split('.');
  if (writer !== machine || pid === undefined || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, as another user.
    return systemCode(error) === 'ESRCH';
  }
}

async function isAbandoned(path: string, now: number): Promise<boolean> {
  try {
    return now - (await stat(path)).mtimeMs > ABANDONED_MS;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
