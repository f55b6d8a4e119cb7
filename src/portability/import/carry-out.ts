/** Carries out an import of an archive, wherever that comes from: one at a time for each user, all of it or nothing. */
import { randomUUID } from 'node:crypto';
import type { Portability } from '../portability.js';
import { CommitUnknown, type Connection } from '../storage/transaction.js';
import { withWorkspace, type Workspace } from '../storage/workspace.js';
import { applyArchive, type ImportOrder, type ImportRequest, type RunningImport } from './apply-archive.js';
import { createBlobLedger } from './blob-ledger.js';
import { transactWithRetries, withImportLock } from './import-lock.js';
import type { ImportResult } from './answers.js';
import { settleLostAnswer } from './lost-answer.js';
import { readArchive } from './read-archive.js';
import { readingScope } from './scope.js';

/** Finds the archive, once it is known that this import is to be done: in the workspace, or where whoever calls has put it. */
export type OpenArchive = (
  connection: Connection,
  workspace: Workspace,
) => Promise<Pick<ImportRequest, 'upload' | 'undone'>>;

/**
 * @param fingerprint tells two orders under one key apart
 * @throws PortabilityError when the archive is refused, or another import of the same user is running
 */
export function carryOut(
  portability: Portability,
  order: ImportOrder,
  fingerprint: string,
  open: OpenArchive,
): Promise<ImportResult> {
  const ledger = createBlobLedger(portability, order.userId);
  const attempt = order.run?.attempt ?? randomUUID();
  const running = { order, ledger, attempt, startedAt: performance.now() };
  return withImportLock(portability, order.userId, async (connection) => {
    const earlier = await order.run?.begin(connection, fingerprint);
    if (earlier) return earlier;
    return withWorkspace(portability.workspaces, async (workspace) => {
      const request = { ...order, ...(await open(connection, workspace)) };
      return apply(portability, { ...running, request, workspace }, connection);
    });
  }).catch((error: unknown) => {
    if (error instanceof CommitUnknown) return settleLostAnswer(portability, running, error);
    throw error;
  });
}

async function apply(
  portability: Portability,
  running: RunningImport & { readonly request: ImportRequest; readonly workspace: Workspace },
  connection: Connection,
): Promise<ImportResult> {
  const { request, ledger, workspace } = running;
  const contents = await readArchive(readingScope(portability, request), request.upload.path, workspace);
  const result = await transactWithRetries(connection, portability, request, (transaction, isCareful) =>
    applyArchive(portability, { ...running, request: { ...request, isCareful }, contents }, transaction),
  ).catch(async (error: unknown) => {
    // Where nobody knows whether the rows are there, their blobs must be, until that is known.
    if (!(error instanceof CommitUnknown)) await ledger.removeStored();
    throw error;
  });
  const removed = await ledger.removeReleased();
  // As the receipt has it, but for files that could not be removed yet.
  return { ...result, media: { ...result.media, removed } };
}
