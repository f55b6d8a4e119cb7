/** stage → check → plan: the one path that preview and apply share, up to where they part. */
import type { Kind } from '../archive/define-kind.js';
import { IssueLog } from './issue-log.js';
import { planImport, type Plan } from './plan.js';
import type { ArchiveContents } from './read-archive.js';
import type { ImportScope } from './scope.js';
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
  scope: ImportScope,
  contents: ArchiveContents,
  modes: readonly string[],
): Promise<Prepared> {
  const log = new IssueLog();
  const staged = await stageArchive(scope, contents, log);
  // Where a UUID stands twice, or files could not be read, every further finding would be about that again.
  const readable = !hasUnreadableFiles(log) && !log.allErrors.some(({ code }) => code === 'duplicate-id');
  scope.onProgress?.({ step: 'plan' });
  const plan = readable ? await planImport(scope, staged, modes, log) : undefined;
  return { staged, log, plan };
}
