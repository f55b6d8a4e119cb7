/** Verify: checks an archive as a preview does, but for what it would meet in a database; it needs none. */
import {
  findDuplicates,
  findReferenceFaults,
  findSharedOrigins,
  linkedRows,
  type RowFault,
} from '../archive/check-references.js';
import { faultIssue } from '../archive/fault-issue.js';
import { MOST_ISSUES } from '../issue.js';
import type { Workspace } from '../storage/workspace.js';
import type { VerifyReport } from './answers.js';
import { decodeRows, type RowChunk } from './decode-archive.js';
import { IssueLog } from './issue-log.js';
import { linkedRowReader } from './linked-row-reader.js';
import { warnOfLeftAside } from './left-aside.js';
import { warnOfOtherCounts } from './manifest-counts.js';
import { readArchive, type ArchiveContents, type Upload } from './read-archive.js';
import { rowLabels } from './row-labels.js';
import { countInto, noRows } from './row-counts.js';
import type { ReadingScope } from './scope.js';
import { summarize } from './summary.js';
import { isReadable } from './to-problem.js';

/** What a caller wants of the rows, beside what is wrong with them. */
export interface VerifyOptions {
  /** Takes every row, as `decodeRows` gives them. */
  readonly take?: (chunk: RowChunk) => Promise<void>;
}

/**
 * What it finds is what a preview finds for somebody who has nothing yet.
 * @throws PortabilityError where the file cannot be read as an archive
 * @example const { valid, errors } = await verifyArchive({ graph, limits, decoders }, { path, sha256 }, workspace);
 */
export async function verifyArchive(
  scope: ReadingScope,
  upload: Upload,
  workspace: Workspace,
): Promise<VerifyReport> {
  return verifyContents(scope, upload, await readArchive(scope, upload.path, workspace));
}

/** The same for an archive that has been read. */
export async function verifyContents(
  scope: ReadingScope,
  { sha256 }: Pick<Upload, 'sha256'>,
  contents: ArchiveContents,
  { take }: VerifyOptions = {},
): Promise<VerifyReport> {
  const { graph } = scope;
  const log = new IssueLog();
  const reader = linkedRowReader();
  const decoded = noRows(graph);
  for await (const chunk of decodeRows(scope, contents, log)) {
    reader.take(chunk.kind, chunk.lines);
    countInto(decoded, chunk.kind, chunk.rows);
    await take?.(chunk);
  }
  warnOfOtherCounts(scope, contents, decoded, log);
  warnOfLeftAside(contents.hiding, log);
  const rows = linkedRows(graph, reader.rows);
  const report = async (found: readonly RowFault[]): Promise<void> => {
    const kept = found.slice(0, MOST_ISSUES - log.allErrors.length);
    const labels = await rowLabels(
      scope,
      contents,
      kept.map(({ row }) => row),
    );
    const issues = kept.map((fault) => faultIssue(rows, contents.names, fault, labels.get(fault.row)));
    log.errors(issues, found.length);
  };
  await report([...findDuplicates(rows), ...findSharedOrigins(rows)]);
  // What a reference leads to that leads out of a part, whoever imports it may have.
  const isHeld = (name: string): boolean => contents.names.holdsAll(graph.kind(name));
  if (isReadable(log)) await report(findReferenceFaults(rows, isHeld));
  return {
    archive: summarize(contents, sha256, decoded),
    valid: log.errorCount === 0,
    errors: log.allErrors,
    errorCount: log.errorCount,
    warnings: log.allWarnings,
    warningCount: log.warningCount,
  };
}
