/** What the handlers work with, put together once by the module. */
import type { DataSource } from 'typeorm';
import type { KindGraph } from './archive/graph.js';
import type { Companion } from './companion.js';
import type { ModeRegistry } from './import/modes/mode.js';
import type { ImportLimits } from './limits.js';
import type { Metrics } from './metrics.js';
import type { DecoderPool } from './import/decoder-pool.js';
import type { BlobStore } from './storage/blobs/blob-store.js';
import type { DamagedBlobs } from './storage/damaged-blobs.js';
import type { Origins } from './storage/origins.js';
import type { ImportRuns } from './storage/import-runs.js';
import type { Receipts } from './storage/receipts.js';
import type { SafetyCopies } from './storage/safety-copies.js';
import type { Uploads } from './storage/uploads/uploads.js';
import type { UniqueKeys } from './storage/schema/unique-keys.js';
import type { Transaction } from './storage/transaction.js';
import type { Workspace, Workspaces } from './storage/workspace.js';

export interface Portability {
  readonly graph: KindGraph;
  readonly modes: ModeRegistry;
  readonly uniqueKeys: UniqueKeys;
  readonly dataSource: DataSource;
  readonly blobs: BlobStore;
  readonly limits: ImportLimits;
  readonly metrics: Metrics;
  readonly workspaces: Workspaces;
  /** The module closes it. */
  readonly decoders: DecoderPool;
  /** Absent where the host has no table for them: then a lost answer cannot be looked up. */
  readonly receipts?: Receipts;
  /** Absent where the host has no table for them: then an `Idempotency-Key` only names an import, and nobody can tell how far one is. */
  readonly runs?: ImportRuns;
  /** Absent where the host has no table for them: then an export breaks on a damaged blob each time, until an import heals it. */
  readonly damagedBlobs?: DamagedBlobs;
  /** Absent where the host has no table for them: then a row that had to be given another UUID is not known by the former one elsewhere. */
  readonly origins?: Origins;
  /** Absent where the host has no place for them: then the archive itself is sent with each preview and import. */
  readonly uploads?: Uploads;
  /** Absent where the host has no table for safety copies: then no import can be undone. */
  readonly undo?: Undo;
  /** Written into exports; not into safety copies. */
  readonly companions: readonly Companion[];
  /** That companions are written in; at least one, the default first. */
  readonly languages: readonly [string, ...string[]];
  /** The version that an export says it was made by. */
  readonly appVersion: string;
}

/** What it takes to undo imports. */
export interface Undo {
  readonly copies: SafetyCopies;
  /** For how many days a copy is kept; 0: none is made. */
  readonly days: number;
  /**
   * Writes the archive of an account, as it is in the transaction's snapshot, to a file in the workspace. The transaction is as it was
   * afterwards. Import and export never meet: it is handed in.
   */
  pack(portability: Portability, packing: SnapshotToPack): Promise<PackedFile>;
}

export interface SnapshotToPack {
  readonly transaction: Transaction;
  readonly userId: string;
  readonly workspace: Workspace;
  readonly signal?: AbortSignal | undefined;
}

export interface PackedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export const PORTABILITY = Symbol('Portability');
