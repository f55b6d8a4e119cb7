/** What the stages of an import work in, put together once by whoever runs them. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import type { ImportLimits } from '../limits.js';
import type { Transaction } from '../storage/transaction.js';
import type { ModeRegistry } from './modes/mode.js';
import type { DecoderPool } from './decoder-pool.js';
import type { Waiting } from './progress.js';

/** What it takes to read an archive; no database. */
export interface ReadingScope extends Waiting {
  readonly graph: KindGraph;
  readonly limits: ImportLimits;
  readonly decoders: DecoderPool;
}

/** One transaction of one import. */
export interface ImportScope extends ReadingScope {
  readonly transaction: Transaction;
  readonly modes: ModeRegistry;
  /** Whether the archive holds the area of the kind: of any other, existing rows stay as they are. */
  readonly holds: (kind: Kind) => boolean;
  /** Who imports. */
  readonly userId: string;
}
