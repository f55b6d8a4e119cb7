/** Disks of any size, in memory, to see what happens when one is full. Needs root on Linux. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Puts a disk of so many bytes over a folder, or gives the disk that is there that size. @returns whether that worked */
export const mountDisk = (folder: string, bytes: number, change = false): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `${change ? 'remount,' : ''}size=${bytes}`, 'tmpfs', folder])
    .status === 0;

export const unmountDisk = (folder: string): void => void spawnSync('umount', [folder]);

/** Whether that is possible here; a container may forbid it to root, too. */
export const canMountDisks = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'carol-disk-'));
  try {
    const mounted = mountDisk(folder, 1024 * 1024);
    if (mounted) unmountDisk(folder);
    return mounted;
  } finally {
    rmSync(folder, { recursive: true });
  }
})();
