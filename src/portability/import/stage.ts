/** Brings what an archive holds into staging tables, and says how many rows of each kind there are. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import type { ImportLimits } from '../limits.js';
import { collectIdentities } from '../storage/identity.js';
import { analyzeStaging, createStaging, stageRows } from '../storage/staging.js';
import type { Transaction } from '../storage/transaction.js';
import { decodeArchive } from './decode-archive.js';
import type { IssueLog } from './issue-log.js';
import type { Waiting } from './progress.js';
import type { ArchiveContents } from './read-archive.js';
import { checkDuplicates } from './validate.js';

/** Stages the archive; what is wrong with its files goes to the log. @returns rows by kind */
export async function stageArchive(
  transaction: Transaction,
  graph: KindGraph,
  userId: string,
  contents: ArchiveContents,
  limits: ImportLimits,
  log: IssueLog,
  waiting?: Waiting,
): Promise<ReadonlyMap<Kind, number>> {
  await createStaging(transaction, graph);
  const staged = await decodeArchive(
    graph,
    contents,
    limits,
    log,
    (kind, chunk) => stageRows(transaction, kind, chunk),
    waiting,
  );
  await analyzeStaging(transaction, graph.kinds);
  await collectIdentities(transaction, graph, userId);
  await checkDuplicates(transaction, graph, log);
  return staged;
}
