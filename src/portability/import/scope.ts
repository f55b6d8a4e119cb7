/** What the stages of an import work in, put together once by whoever runs them. */
import type { KindGraph } from '../archive/graph.js';
import type { ImportLimits } from '../limits.js';
import type { Portability } from '../portability.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import type { Origins } from '../storage/origins.js';
import type { UniqueKeysByKind } from '../storage/schema/unique-keys.js';
import { setConstants, type Constants } from '../storage/constants.js';
import { createStaging, type Staging } from '../storage/staging.js';
import type { Transaction } from '../storage/transaction.js';
import type { ArchiveNames } from './archive-names.js';
import type { ModeRegistry } from './modes/mode.js';
import { importedPart, type ImportedPart, type PartChoice } from './part.js';
import type { DecoderPool } from './decoder-pool.js';
import type { ImportObserver } from './progress.js';

/** What it takes to read an archive; no database. */
export interface ReadingScope extends ImportObserver {
  readonly graph: KindGraph;
  readonly limits: ImportLimits;
  readonly decoders: DecoderPool;
}

/** One transaction of one import. */
export interface ImportScope extends ReadingScope {
  readonly transaction: Transaction;
  /** Where the archive's rows are, once they are staged. */
  readonly staging: Staging;
  readonly modes: ModeRegistry;
  readonly keys: UniqueKeysByKind;
  readonly blobs: BlobStore;
  readonly origins: Origins | undefined;
  /** What the archive holds, and how it calls it: rows of what it does not hold stay as they are. */
  readonly names: ArchiveNames;
  /** What of it is imported. */
  readonly part: ImportedPart;
  /** Who imports. */
  readonly userId: string;
  /** Whether rows are written so that one which is refused can be told: only after an attempt that was refused. */
  readonly isCareful: boolean;
}

/** Who imports what of an archive, and waits for it. */
export interface Importer extends ImportObserver, PartChoice {
  readonly userId: string;
  readonly isCareful?: boolean;
  /** What the host fills into rows that are made; see `storage.constants`. */
  readonly constants?: Constants | undefined;
}

export const readingScope = (
  { graph, limits, decoders }: Portability,
  { signal, onProgress }: ImportObserver,
): ReadingScope => ({ graph, limits, decoders, signal, onProgress });

/** Begins to stage in the transaction. */
export async function importScope(
  portability: Portability,
  importer: Importer,
  names: ArchiveNames,
  transaction: Transaction,
): Promise<ImportScope> {
  await setConstants(transaction, portability.graph, importer.constants);
  return {
    ...readingScope(portability, importer),
    modes: portability.modes,
    keys: await portability.uniqueKeys.of((sql, parameters) => transaction.query(sql, parameters)),
    blobs: portability.blobs,
    origins: portability.origins,
    userId: importer.userId,
    isCareful: importer.isCareful ?? false,
    names,
    part: importedPart(portability.graph, names, { areas: importer.areas, skip: importer.skip }),
    transaction,
    staging: await createStaging(transaction, portability.graph),
  };
}
