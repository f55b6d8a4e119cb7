/** What an import answers when it is done; receipts keep it for whoever lost the answer. */
import type { Warning } from './issue-log.js';
import type { MediaOutcome } from './media.js';
import type { KindEffects } from './modes/effects.js';
import type { ArchiveSummary } from './summary.js';

export interface ImportResult {
  /** The name of the mode. */
  readonly mode: string;
  readonly archive: ArchiveSummary;
  readonly effects: KindEffects;
  readonly warnings: readonly Warning[];
  readonly media: MediaOutcome;
  readonly durationMs: number;
}
