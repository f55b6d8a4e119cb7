/** Brings what an archive holds into staging tables, and says how many rows of each kind there are. */
import type { Kind } from '../archive/define-kind.js';
import { collectIdentities } from '../storage/identity.js';
import { analyzeStaging } from '../storage/staging.js';
import { decodeRows } from './decode-archive.js';
import type { IssueLog } from './issue-log.js';
import { warnOfLeftAside } from './left-aside.js';
import { warnOfOtherCounts } from './manifest-counts.js';
import type { ArchiveContents } from './read-archive.js';
import { countInto, noRows } from './row-counts.js';
import type { ImportScope } from './scope.js';

/** Stages the archive; what is wrong with its files goes to the log. @returns rows by kind */
export async function stageArchive(
  scope: ImportScope,
  contents: ArchiveContents,
  log: IssueLog,
): Promise<ReadonlyMap<Kind, number>> {
  const { staging, graph, userId } = scope;
  const staged = noRows(graph);
  for await (const { kind, lines, rows } of decodeRows(scope, contents, log)) {
    await staging.take(kind, lines);
    countInto(staged, kind, rows);
  }
  warnOfOtherCounts(scope, contents, staged, log);
  warnOfLeftAside(contents.hiding, log);
  await analyzeStaging(staging);
  await collectIdentities(staging, userId);
  return staged;
}
