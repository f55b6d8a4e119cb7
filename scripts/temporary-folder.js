/** A folder of a test run's own for everything temporary; in memory where the machine has plenty, which spares a third of the time. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadRuns, warnOfDeadRun } from './dead-runs.js';

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

function removeDead(parent) {
  for (const folder of deadRuns(parent, PREFIX)) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      warnOfDeadRun(folder, error);
    }
  }
}
