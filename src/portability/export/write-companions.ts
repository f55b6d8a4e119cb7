/** Writes the files beside an archive's data, one companion after the other, as far as there is room for them. */
import { Logger } from '@nestjs/common';
import type { Companion } from '../companion.js';
import type { Portability } from '../portability.js';
import { companionSource } from './companion-source.js';
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
  for (const companion of list) {
    const { bytes, ...others } = room();
    const uncounted = Math.min(UNCOUNTED_BYTES, limits.decompressedBytes - bytes);
    // As if nothing of them could be compressed: what an upload may have is exceeded in no case.
    const upload = limits.uploadBytes - order.packedBytes() - uncounted;
    const files = await spoolCompanion(
      companion,
      source,
      { ...others, bytes: Math.min(bytes, upload) },
      workspace,
    );
    if (files) yield* files;
    else logger.warn({ event: 'companion-left-out', files: companion.files.map(({ path }) => path) });
  }
}
