/** Collects the bytes of files whose size must be known before they are sent, on disk where they are not few. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { TarballEntry } from '../container/tar/pack.js';
import type { Workspace } from '../storage/workspace.js';

export interface Spooled {
  readonly entry: TarballEntry;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const IN_MEMORY_BYTES = 1024 * 1024;
const READ_BYTES = 256 * 1024;

/** Bytes that are kept in memory as long as they are few, and then in one file of the workspace. */
export interface Spool {
  /** So far. */
  readonly size: number;
  append(chunk: Buffer): Promise<void>;
  /** To be called when all is appended, or nothing of it is wanted. */
  close(): Promise<void>;
  /** Once it is closed: bytes from `begin` on. */
  read(begin: number, size: number): AsyncIterable<Buffer>;
  /** What it takes on disk; else that goes with the workspace. */
  remove(): Promise<void>;
}

export function createSpool(workspace: Workspace): Spool {
  let memory: Buffer[] = [];
  let size = 0;
  let file: { readonly path: string; readonly handle: FileHandle } | undefined;
  return {
    get size() {
      return size;
    },
    async append(chunk) {
      size += chunk.length;
      memory.push(chunk);
      if (size <= IN_MEMORY_BYTES && !file) return;
      if (!file) {
        const path = workspace.newFile();
        file = { path, handle: await open(path, 'wx', 0o600) };
      }
      for (const kept of memory) await file.handle.writeFile(kept);
      memory = [];
    },
    async close() {
      await file?.handle.close();
    },
    async *read(begin, length) {
      yield* file ? fromFile(file.path, begin, length) : fromMemory(memory, begin, length);
    },
    async remove() {
      memory = [];
      if (file) await rm(file.path, { force: true });
    },
  };
}

async function* fromFile(path: string, begin: number, size: number): AsyncGenerator<Buffer> {
  if (size === 0) return;
  const part = { start: begin, end: begin + size - 1, highWaterMark: READ_BYTES };
  yield* createReadStream(path, part) as AsyncIterable<Buffer>;
}

async function* fromMemory(chunks: readonly Buffer[], begin: number, size: number): AsyncGenerator<Buffer> {
  let [skip, left] = [begin, size];
  for (const chunk of chunks) {
    const part = chunk.subarray(skip, skip + left);
    skip = Math.max(0, skip - chunk.length);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) return;
  }
}

/** Reads `chunks` to the end; the entry's body can be read once, and removes what it takes on disk when it is done. */
export async function spool(
  path: string,
  chunks: AsyncIterable<Buffer>,
  workspace: Workspace,
): Promise<Spooled> {
  const hash = createHash('sha256');
  const kept = createSpool(workspace);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await kept.append(chunk);
    }
  } finally {
    await kept.close();
  }
  return { entry: { path, size: kept.size, body: body(kept) }, sha256: hash.digest('hex') };
}

async function* body(kept: Spool): AsyncGenerator<Buffer> {
  try {
    yield* kept.read(0, kept.size);
  } finally {
    await kept.remove();
  }
}

/** An entry of bytes that are at hand. */
export function textEntry(path: string, text: string): Spooled {
  const bytes = Buffer.from(text);
  return {
    entry: { path, size: bytes.length, body: fromMemory([bytes], 0, bytes.length) },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
