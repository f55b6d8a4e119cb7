/** Writes the files beside an archive's data, one companion after the other, as far as there is room for them. */
import { Logger } from '@nestjs/common';
import type { Companion } from '../companion.js';
import type { Portability } from '../portability.js';
import { companionSource } from './companion-source.js';
import { bytesInTar, checksumBytes } from './export-limits.js';
import { oneAhead } from './one-ahead.js';
import type { Beginning } from './spool-areas.js';
import { spoolCompanion, type Room } from './spool-companions.js';
import type { Spooled } from './spool.js';

export interface CompanionOptions {
  /** In the order in which they are written. */
  readonly list: readonly Companion[];
  readonly language: string;
  /** Bytes of the archive that are compressed already. */
  packedBytes(): number;
  /** Whether somebody still wants the archive. */
  isWanted(): boolean;
}

/** What may have been given to the packing and is not counted by it yet; bytes. */
const UNCOUNTED_BYTES = 4 * 1024 * 1024;

const logger = new Logger('Export');

export async function* writeCompanions(
  portability: Portability,
  order: Beginning & CompanionOptions,
  room: () => Room,
): AsyncGenerator<Spooled> {
  const { transaction, userId, areas, description, workspace, list, language, isWanted } = order;
  const { limits } = portability;
  const { manifest } = description;
  const source = companionSource(portability, { transaction, userId, areas, manifest, language, isWanted });
  // Made, and perhaps not counted by `room` yet: what follows them is made while they are packed.
  const waiting = { entries: 0, bytes: 0 };
  const make = async (companion: Companion): Promise<readonly Spooled[]> => {
    const { entries, bytes, entryBytes } = room();
    const uncounted = Math.min(UNCOUNTED_BYTES, limits.decompressedBytes - bytes);
    // As if nothing of them could be compressed: what an upload may have is exceeded in no case.
    const upload = limits.uploadBytes - order.packedBytes() - uncounted;
    const left = {
      entries: entries - waiting.entries,
      bytes: Math.min(bytes, upload) - waiting.bytes,
      entryBytes,
    };
    const files = await spoolCompanion(companion, source, left, workspace);
    if (!files) logger.warn({ event: 'companion-left-out', files: companion.files.map(({ path }) => path) });
    for (const file of files ?? []) count(file, 1);
    return files ?? [];
  };
  const count = ({ entry }: Spooled, sign: 1 | -1): void => {
    waiting.entries += sign;
    waiting.bytes += sign * (bytesInTar(entry.size) + checksumBytes(entry.path));
  };
  for await (const files of oneAhead(list, make))
    for (const file of files) {
      yield file;
      count(file, -1);
    }
}
