/** Verify: checks an archive as a preview does, but for what it would meet in a database; it needs none. */
import { findDuplicates, findReferenceFaults, linkedRows } from '../archive/check-references.js';
import type { Issue } from '../errors.js';
import type { Workspace } from '../storage/workspace.js';
import { decodeRows } from './decode-archive.js';
import { IssueLog, type Warning } from './issue-log.js';
import { linkedRowReader } from './linked-row-reader.js';
import { warnOfOtherCounts } from './manifest-counts.js';
import { readArchive, type Upload } from './read-archive.js';
import { countInto, noRows } from './row-counts.js';
import type { ReadingScope } from './scope.js';
import { summarize, type ArchiveSummary } from './summary.js';
import { isReadable } from './verdict.js';

export interface VerifyReport {
  readonly archive: ArchiveSummary;
  readonly valid: boolean;
  /** At most 1,000; `errorCount` is how many there are. */
  readonly errors: readonly Issue[];
  readonly errorCount: number;
  readonly warnings: readonly Warning[];
  readonly warningCount: number;
}

/**
 * What it finds is what a preview finds for somebody who has nothing yet.
 * @throws PortabilityError where the file cannot be read as an archive
 */
export async function verifyArchive(
  scope: ReadingScope,
  upload: Upload,
  workspace: Workspace,
): Promise<VerifyReport> {
  const { graph } = scope;
  const contents = await readArchive(scope, upload.path, workspace);
  const log = new IssueLog();
  const reader = linkedRowReader();
  const decoded = noRows(graph);
  for await (const { kind, lines, rows } of decodeRows(scope, contents, log)) {
    reader.take(kind, lines);
    countInto(decoded, kind, rows);
  }
  warnOfOtherCounts(scope, contents, decoded, log);
  const rows = linkedRows(graph, reader.rows);
  log.errors(findDuplicates(rows));
  if (isReadable(log)) log.errors(findReferenceFaults(rows));
  return {
    archive: summarize(contents, upload.sha256, decoded),
    valid: log.errorCount === 0,
    errors: log.allErrors,
    errorCount: log.errorCount,
    warnings: log.allWarnings,
    warningCount: log.warningCount,
  };
}
