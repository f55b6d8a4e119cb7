/** What an import answers when it is done; receipts keep it for whoever lost the answer. */
import type { Warning } from './issue-log.js';
import type { MediaOutcome } from './media.js';
import type { ImportMode, KindEffects } from './modes.js';
import type { ArchiveSummary } from './summary.js';

export interface ImportResult {
  readonly mode: ImportMode;
  readonly archive: ArchiveSummary;
  readonly effects: KindEffects;
  readonly warnings: readonly Warning[];
  readonly media: MediaOutcome;
  readonly durationMs: number;
}
