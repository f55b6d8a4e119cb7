/** Temporary folders that a start removes: of processes that are gone, and never of one that may be at work, here or on another machine. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createWorkspaces } from '../../src/portability/files.js';

const DAY_MS = 24 * 60 * 60 * 1000;
let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'carol-workspaces-'))));
afterEach(() => rm(root, { recursive: true, force: true }));

/** The name of a folder as the given process would make it. @param machine of another one, where it is not this */
async function nameOf(pid: number, machine?: string): Promise<string> {
  const { directory, dispose } = await createWorkspaces(root).open();
  await dispose();
  const [here, own] = basename(directory).split(/[.-]/);
  return basename(directory).replace(`${here}.${own}`, `${machine ?? here}.${pid}`);
}

const ELSEWHERE = '0123456789abcdef';
const gone = spawnSync(process.execPath, ['-e', '']).pid;

it.each<readonly [string, name: () => Promise<string>, hours: number, isRemoved: boolean]>([
  ['of a process that is gone', () => nameOf(gone), 0, true],
  ['of an earlier process with the number of this one', () => nameOf(process.pid), 0, true],
  ['of a process that is alive', () => nameOf(process.ppid), 48, false],
  [
    'of another machine, where a process of that number is gone here',
    () => nameOf(gone, ELSEWHERE),
    23,
    false,
  ],
  ['of another machine, with the number of this process', () => nameOf(process.pid, ELSEWHERE), 23, false],
  ['of another machine, a day after it was written to', () => nameOf(1, ELSEWHERE), 25, true],
  ['of an earlier release', async () => `${gone}-a1b2c3`, 23, false],
  ['of an earlier release, a day after it was written to', async () => `${gone}-a1b2c3`, 25, true],
  ['of somebody else', async () => 'lost+found', 48, false],
])('%s', async (_, name, hours, isRemoved) => {
  const folder = join(root, await name());
  await mkdir(folder);
  const file = join(folder, 'archive');
  await writeFile(file, 'bytes');
  const then = new Date(Date.now() - hours * (DAY_MS / 24));
  for (const path of [file, folder]) await utimes(path, then, then);
  await createWorkspaces(root).sweep();
  expect(await readdir(root)).toEqual(isRemoved ? [] : [basename(folder)]);
});

it('of another machine that still writes to a file is not removed, however old the folder is', async () => {
  const folder = join(root, await nameOf(1, ELSEWHERE));
  await mkdir(folder);
  await writeFile(join(folder, 'archive'), 'bytes');
  const then = new Date(Date.now() - 2 * DAY_MS);
  await utimes(folder, then, then);
  await createWorkspaces(root).sweep();
  expect(await readdir(root)).toEqual([basename(folder)]);
});
