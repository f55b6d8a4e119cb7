/** Makes all of a companion's files before any of them goes out: they are in the archive all together, or not at all. */
import { createHash } from 'node:crypto';
import { ByteWriter } from '../archive/byte-writer.js';
import { companionPaths } from '../archive/companion-files.js';
import type { Companion, CompanionSource } from '../companion.js';
import type { Workspace } from '../storage/workspace.js';
import { bytesInTar, checksumBytes } from './export-limits.js';
import { createSpool, type Spool, type Spooled } from './spool.js';

/** What an archive may still take so that it can be imported again. */
export interface Room {
  readonly entries: number;
  /** Of the tar, the lines in the list of checksums among them. */
  readonly bytes: number;
  /** Of one file. */
  readonly entryBytes: number;
}

/** Chunks are written together, so that many short ones are few writes. */
const WRITE_BYTES = 256 * 1024;

/** Undefined where the files take more than there is room. What they take on disk goes with the workspace. */
export async function spoolCompanion(
  companion: Companion,
  source: CompanionSource,
  room: Room,
  workspace: Workspace,
): Promise<readonly Spooled[] | undefined> {
  const isOwn = companionPaths(companion.files);
  const kept = createSpool(workspace);
  const spooled = new Map<string, Spooled>();
  let taken = 0;
  try {
    for await (const file of companion.write(source)) {
      if (!isOwn(file.path) || spooled.has(file.path))
        throw new Error(`A companion writes ${file.path}, which it has not declared, or has written already`);
      const hash = createHash('sha256');
      const begin = kept.size;
      for await (const chunk of gathered(file.chunks)) {
        hash.update(chunk);
        const size = kept.size - begin + chunk.length;
        if (size > room.entryBytes || taken + size > room.bytes) return await leaveOut(kept);
        await kept.append(chunk);
      }
      const size = kept.size - begin;
      taken += bytesInTar(size) + checksumBytes(file.path);
      const entry = { path: file.path, size, body: kept.read(begin, size) };
      spooled.set(file.path, { entry, sha256: hash.digest('hex') });
      if (taken > room.bytes || spooled.size > room.entries) return await leaveOut(kept);
    }
  } finally {
    await kept.close();
  }
  return [...spooled.values()];
}

async function leaveOut(kept: Spool): Promise<undefined> {
  await kept.remove();
  return undefined;
}

async function* gathered(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Buffer> {
  const out = new ByteWriter();
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') out.text(chunk);
    else out.raw(chunk);
    if (out.length >= WRITE_BYTES) yield out.take();
  }
  if (out.length > 0) yield out.take();
}
