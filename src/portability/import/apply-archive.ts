/** One attempt at an import, in one transaction: whatever fails, nothing of it is left but blobs that the ledger knows. */
import { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import { accountState } from '../storage/account-state.js';
import type { Transaction } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import { writeReleasing, type BlobLedger } from './blob-ledger.js';
import type { ImportResult } from './answers.js';
import { storeMedia } from './media.js';
import type { ModePlan } from './plan.js';
import { toldChoice } from './part.js';
import { planDigest } from './plan-digest.js';
import { prepareImport } from './prepare.js';
import type { ImportRun } from './import-run.js';
import type { ArchiveContents, Upload } from './read-archive.js';
import { keepSafetyCopy, settleSafetyCopy, type CopiedImport } from './safety-copy.js';
import { importScope, type ImportScope } from './scope.js';
import { accountGone, isAccountGone } from './import-errors.js';
import { summarize } from './summary.js';
import { toProblem } from './to-problem.js';

/** What somebody asks for who imports, but for the archive. */
export interface ImportOrder extends CopiedImport {
  /** The name of the mode. */
  readonly mode: string;
  /**
   * What was agreed to: the plan with this digest, the archive with this digest whatever it does by now, or with true whatever is sent.
   * Without it an import is undone if nothing has changed since.
   */
  readonly confirm?: true | string | undefined;
  /** What makes it known while it runs; see `withImportRun`. */
  readonly run?: ImportRun | undefined;
}

export interface ImportRequest extends ImportOrder {
  readonly upload: Upload;
}

/** An order that is being carried out. */
export interface RunningImport {
  readonly order: ImportOrder;
  readonly ledger: BlobLedger;
  /** Tells its receipt from those of others under the same id. */
  readonly attempt: string;
  /** Milliseconds, on the clock of `performance.now()`. */
  readonly startedAt: number;
}

/** A running import whose archive has been read. */
export interface ReadImport extends RunningImport {
  readonly request: ImportRequest;
  readonly contents: ArchiveContents;
  readonly workspace: Workspace;
}

const durationOf = ({ startedAt }: RunningImport): number => Math.round(performance.now() - startedAt);

/**
 * Stages, checks, plans and writes.
 * @returns the result, as far as it is known before the commit
 * @throws PortabilityError when the archive is refused
 */
export async function applyArchive(
  portability: Portability,
  running: ReadImport,
  transaction: Transaction,
): Promise<ImportResult> {
  const { receipts, damagedBlobs } = portability;
  const { request, ledger, attempt, contents, workspace } = running;
  const { userId, id, upload, mode, undone, signal, onProgress } = request;
  ledger.begin();
  await receipts?.begin(transaction, userId, id, attempt).catch((error: unknown) => {
    throw isAccountGone(error) ? accountGone(error) : error;
  });
  const scope = await importScope(portability, request, contents.names, transaction);
  const withDigests = await needsPlan(scope, request);
  const { staged, log, plans } = await prepareImport(scope, contents, { names: [mode], withDigests });
  const plan = plans.get(mode);
  if (!plan) throw toProblem(log);
  if (withDigests) assertConfirmed(request, plan);
  const until = await keepSafetyCopy(portability, request, plan, { transaction, workspace, ledger });
  const media = await storeMedia(scope, { path: upload.path, contents }, plan, ledger.stored);
  onProgress?.({ step: 'write' });
  const released = await writeReleasing(scope, plan, staged);
  if (released.length > 0) await damagedBlobs?.remove(transaction, userId, released);
  ledger.release(released);
  if (until) await settleSafetyCopy(portability, request, transaction);
  const result: ImportResult = {
    mode,
    archive: summarize(contents, upload.sha256, staged),
    effects: plan.effects,
    warnings: log.allWarnings,
    media: { ...media, removed: released.length },
    durationMs: durationOf(running),
    ...toldChoice(scope.part.choice),
    ...(until && { undo: { key: id, until: until.toISOString() } }),
    ...(undone && { undoes: undone.id }),
  };
  await receipts?.write(transaction, userId, id, result);
  signal?.throwIfAborted();
  return result;
}

/** Whether just one plan may be carried out: that which was confirmed, or none where what is undone is not what is there any more. */
async function needsPlan(
  { transaction, graph, userId }: ImportScope,
  { confirm, upload, undone }: ImportRequest,
): Promise<boolean> {
  if (confirm !== undefined) return confirm !== true && confirm !== upload.sha256;
  return !undone || undone.state !== (await accountState(transaction, graph, userId));
}

/** @throws PortabilityError `preview-stale`, with what the import would do now */
function assertConfirmed({ mode, upload, confirm, undone }: ImportRequest, plan: ModePlan): void {
  const digest = planDigest(plan, mode, upload.sha256);
  if (confirm === digest) return;
  const detail = undone
    ? 'What you have has changed since this import, and undoing it would undo that, too. Look at what it would do now, then confirm that.'
    : 'This is not what was previewed: what you have has changed since, or the archive is another one. Look at what it would do now, then confirm that.';
  throw new PortabilityError('preview-stale', detail, {
    mode,
    archive: { sha256: upload.sha256 },
    effects: plan.effects,
    plan: digest,
  });
}
