/** Collects the bytes of a file whose size must be known before it is sent, on disk where it is not small. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { TarballEntry } from '../container/tar/pack.js';
import type { Workspace } from '../storage/workspace.js';

export interface Spooled {
  readonly entry: TarballEntry;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const IN_MEMORY_BYTES = 1024 * 1024;

/** Reads `chunks` to the end; the entry's body can be read once, and removes the spool file when it is done. */
export async function spool(
  path: string,
  chunks: AsyncIterable<Buffer>,
  workspace: Workspace,
): Promise<Spooled> {
  const hash = createHash('sha256');
  let memory: Buffer[] = [];
  let size = 0;
  let file: { readonly path: string; readonly handle: Awaited<ReturnType<typeof open>> } | undefined;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      memory.push(chunk);
      if (size <= IN_MEMORY_BYTES && !file) continue;
      if (!file) {
        const target = workspace.newFile();
        file = { path: target, handle: await open(target, 'wx', 0o600) };
      }
      for (const kept of memory) await file.handle.writeFile(kept);
      memory = [];
    }
  } finally {
    await file?.handle.close();
  }
  const body = file ? fileBody(file.path) : memoryBody(memory);
  return { entry: { path, size, body }, sha256: hash.digest('hex') };
}

/** An entry of bytes that are at hand. */
export function textEntry(path: string, text: string): Spooled {
  const bytes = Buffer.from(text);
  return {
    entry: { path, size: bytes.length, body: memoryBody([bytes]) },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

async function* memoryBody(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function* fileBody(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } finally {
    await rm(path, { force: true });
  }
}
