/** A named pipe that every process using the embedded server holds: when the last one is gone, the server stops. */
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { lchown, lstat, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ServerAccount } from './postgres-binaries.js';

/**
 * Runs the server given as arguments and waits for it. Standard input is the read end of the pipe: it ends when the
 * kernel has closed the last write end, which happens however a process dies, kill -9 included. SIGINT is
 * PostgreSQL's fast shutdown; it is repeated because the server's first milliseconds ignore it.
 */
export const WATCHDOG = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
(
  read -r _ <&3
  exec 3<&-
  while kill -INT "$server"; do sleep 1; done
) 2>/dev/null &
watch=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$watch" 2>/dev/null
exit "$status"
`;

export async function makeLifeline(path: string, account: ServerAccount | undefined): Promise<void> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  if (account) await lchown(path, account.uid, account.gid);
}

/** Makes the pipe where it is missing, as in a folder that was brought back from a backup: few programs copy a pipe. */
export async function ensureLifeline(path: string, account: ServerAccount | undefined): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFIFO()) return;
  await rm(path, { force: true, recursive: true });
  try {
    await makeLifeline(path, account);
  } catch (error) {
    // Another process may have been faster.
    if (!(await lstat(path).catch(() => undefined))?.isFIFO()) throw error;
  }
}

/**
 * A write end, to be closed with `release`; undefined when no watchdog reads the pipe (POSIX open: ENXIO), that is,
 * when no server runs or when it has been told to stop.
 */
export function hold(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENXIO', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

export function release(held: number): void {
  closeSync(held);
}

/** Whether a watchdog still waits at the other end. */
export function isWatched(path: string): boolean {
  const held = hold(path);
  if (held !== undefined) release(held);
  return held !== undefined;
}

/**
 * Whether any process holds a write end. Reading tells at once: without a writer an empty pipe is at its end, with one
 * there is nothing to read yet (read(2): EAGAIN). The read end that this takes is closed again before anyone else runs here.
 */
export function isHeld(path: string): boolean {
  let reader;
  try {
    reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    readSync(reader, Buffer.alloc(1));
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return true;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  } finally {
    if (reader !== undefined) closeSync(reader);
  }
}

/** Both ends for a new watchdog; the caller passes `readEnd` to the child and closes its own copy. */
export function openBothEnds(path: string): { readonly readEnd: number; readonly held: number } {
  // Neither end opens without the other; a read-write descriptor is both and does not block (fifo(7)).
  const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    const readEnd = openSync(path, constants.O_RDONLY);
    const held = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    return { readEnd, held };
  } finally {
    closeSync(both);
  }
}
