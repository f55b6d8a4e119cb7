/** `-` for a file: standard input, kept in a temporary file, as archives are read more than once. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from './exit.js';

/**
 * Runs `work` with the path of a file.
 * @throws UsageError where a person would have to type an archive
 */
export async function withFile<Result>(
  path: string,
  signal: AbortSignal,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  if (path !== '-') return work(path);
  if (process.stdin.isTTY)
    throw new UsageError('An archive is not typed: redirect standard input, or name a file.');
  const folder = await mkdtemp(join(tmpdir(), 'carol-input-'));
  try {
    const file = join(folder, 'archive');
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }), { signal });
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
