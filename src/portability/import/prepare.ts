/** stage → check → plan: the one path that preview and apply share, up to where they part. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import type { ImportLimits } from '../limits.js';
import type { Transaction } from '../storage/transaction.js';
import { IssueLog } from './issue-log.js';
import type { ImportMode } from './modes.js';
import { planImport, type Plan } from './plan.js';
import type { Waiting } from './progress.js';
import type { ArchiveContents } from './read-archive.js';
import { stageArchive } from './stage.js';
import { hasUnreadableFiles } from './verdict.js';

export interface Prepared {
  /** Rows of each kind that are staged. */
  readonly staged: ReadonlyMap<Kind, number>;
  readonly log: IssueLog;
  /** Undefined where the log has errors. */
  readonly plan: Plan | undefined;
}

export async function prepareImport(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  contents: ArchiveContents,
  modes: readonly ImportMode[],
  limits: ImportLimits,
  waiting: Waiting = {},
): Promise<Prepared> {
  const log = new IssueLog();
  const staged = await stageArchive(transaction, graph, userId, contents, limits, log, waiting);
  // Where a UUID stands twice, or files could not be read, every further finding would be about that again.
  const readable = !hasUnreadableFiles(log) && !log.allErrors.some(({ code }) => code === 'duplicate-id');
  waiting.onProgress?.({ step: 'plan' });
  const plan = readable ? await planImport(transaction, graph, userId, staged, modes, log) : undefined;
  return { staged, log, plan };
}
