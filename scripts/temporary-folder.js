/** A folder of a test run's own for everything temporary; in memory where the machine has plenty, which spares a third of the time. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** Bytes that must be free, of the file system and of the machine; a run takes about one GiB. */
const PLENTY = 4 * 1024 ** 3;

const PREFIX = 'carol-run-';

/**
 * Makes the folder, and points the environment's `TMPDIR` to it: whatever this process starts keeps its files there.
 * @returns removes it
 */
export function useTemporaryFolder() {
  const parent = process.env['TMPDIR'] === undefined && hasPlenty() ? SHARED_MEMORY : tmpdir();
  removeDead(parent);
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  // As open as the system's: where the tests run as root, database servers run under other accounts.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function hasPlenty() {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize >= PLENTY && freemem() >= PLENTY && isExecutable(SHARED_MEMORY);
  } catch {
    // No Linux, say.
    return false;
  }
}

/** Containers often mount it `noexec`; the binaries of the database server are copied to where it runs. */
function isExecutable(mountPoint) {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const options = mounts.findLast(([, path]) => path === mountPoint)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}

/** What runs that were killed have left. */
function removeDead(parent) {
  for (const name of readdirSync(parent)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch (error) {
      // Another user's, say.
      console.warn(`a dead test run stays in ${name}: ${error.code}`);
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
