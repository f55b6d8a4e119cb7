/** What test runs that were killed have left: folders whose names tell the process that made them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders in `parent` that are called `<prefix><pid>-…` and whose process is gone. */
export const deadRuns = (parent, prefix) =>
  readdirSync(parent)
    .filter((name) => {
      const pid = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
      return pid !== undefined && !isAlive(Number(pid));
    })
    .map((name) => join(parent, name));

/** Tells of a folder that stays: another user's, say. */
export const warnOfDeadRun = (folder, error) =>
  console.warn(`a dead test run stays in ${folder}: ${error.code}`);

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
