/** Reads an archive from bytes to its end and says what came of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, type ImportLimits, PortabilityError } from '../../src/portability/index.js';
import { readContainer } from '../../src/portability/container/unpack.js';

export interface ReadFile {
  readonly path: string;
  readonly body: Buffer;
}

/** Writes the bytes to a temporary file for as long as `use` runs. */
export async function withFile<T>(bytes: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tarball-'));
  try {
    const path = join(folder, 'archive.tar.gz');
    await writeFile(path, bytes);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function readFiles(bytes: Buffer, limits: Partial<ImportLimits> = {}): Promise<ReadFile[]> {
  return await withFile(bytes, async (path) => {
    const files: ReadFile[] = [];
    for await (const file of readContainer(path, { ...DEFAULT_LIMITS, ...limits })) {
      const chunks: Buffer[] = [];
      for await (const chunk of file.body) chunks.push(chunk);
      files.push({ path: file.path, body: Buffer.concat(chunks) });
    }
    return files;
  });
}

/** The refusal that reading ends in; throws when it succeeds or fails in any other way. */
export async function toProblem(
  bytes: Buffer,
  limits: Partial<ImportLimits> = {},
): Promise<PortabilityError> {
  try {
    await readFiles(bytes, limits);
  } catch (error) {
    if (error instanceof PortabilityError) return error;
    throw error;
  }
  throw new Error('The archive was accepted.');
}
