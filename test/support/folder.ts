/** What a folder holds, with all that is below. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The sum of the sizes of its files. */
export async function bytesOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A line for each file and folder: its path, a file's size, and its time. */
export async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: 0 }));
      return `${path} ${entry.isFile() ? size : ''} ${mtimeMs}`;
    }),
  );
  return lines.sort();
}
