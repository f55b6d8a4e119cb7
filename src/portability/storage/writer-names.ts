/** Names of what a process writes on a disk: they tell who writes it, also where machines share the disk, and so what nobody will ever finish. */
import { createHash, randomUUID } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Process ids say nothing about another machine, or container, that shares the disk. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 16);

const NAME = /^([0-9a-f]{16})\.(\d+)\b/;

/** The beginning of the names of what this process writes: `<machine>.<process>`. */
export const WRITER = `${machine}.${process.pid}`;

/** What a name says of who wrote it: a process of this machine, which is alive or gone, or one that cannot be asked after. */
export function writerOf(name: string): 'alive' | 'gone' | 'elsewhere' {
  const [, writer, pid] = NAME.exec(name) ?? [];
  if (writer !== machine || pid === undefined) return 'elsewhere';
  return isAlive(Number(pid)) ? 'alive' : 'gone';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Tells what nobody has written to for so long that nobody will, by the clock of the disk: that of this machine may be ahead.
 * @param folder where the time is asked, once at most, by a file that is made and removed
 * @param age milliseconds
 */
export function abandonment(folder: string, age: number): (modifiedMs: number) => Promise<boolean> {
  let time: Promise<number> | undefined;
  return async (modifiedMs) =>
    Date.now() - modifiedMs > age && (await (time ??= timeOf(folder))) - modifiedMs > age;
}

/** Epoch milliseconds. */
async function timeOf(folder: string): Promise<number> {
  const path = join(folder, `${WRITER}.${randomUUID()}`);
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 });
    return (await stat(path)).mtimeMs;
  } finally {
    await rm(path, { force: true });
  }
}
