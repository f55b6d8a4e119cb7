/** One attempt at an import, in one transaction: whatever fails, nothing of it is left but blobs that the ledger knows. */
import { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import type { Transaction } from '../storage/transaction.js';
import { writeReleasing, type BlobLedger } from './blob-ledger.js';
import type { ImportResult } from './answers.js';
import { storeMedia } from './media.js';
import type { ModePlan } from './plan.js';
import { planDigest } from './plan-digest.js';
import { prepareImport } from './prepare.js';
import type { ImportRun } from './import-run.js';
import type { ArchiveContents, Upload } from './read-archive.js';
import { importScope, type Importer } from './scope.js';
import { accountGone, isAccountGone } from './import-errors.js';
import { summarize } from './summary.js';
import { toProblem } from './to-problem.js';

/** What somebody asks for who imports. */
export interface ImportRequest extends Importer {
  readonly upload: Upload;
  /** The name of the mode. */
  readonly mode: string;
  /** What was agreed to: the plan with this digest, the archive with this digest whatever it does by now, or with true whatever is sent. */
  readonly confirm: true | string;
  /** A UUID under which the outcome can be looked up. */
  readonly id: string;
  /** What makes it known while it runs; see `withImportRun`. */
  readonly run?: ImportRun | undefined;
}

/** A request that is being carried out. */
export interface RunningImport {
  readonly request: ImportRequest;
  readonly ledger: BlobLedger;
  /** Tells its receipt from those of others under the same id. */
  readonly attempt: string;
  /** Milliseconds, on the clock of `performance.now()`. */
  readonly startedAt: number;
}

const durationOf = ({ startedAt }: RunningImport): number => Math.round(performance.now() - startedAt);

/**
 * Stages, checks, plans and writes.
 * @returns the result, as far as it is known before the commit
 * @throws PortabilityError when the archive is refused
 */
export async function applyArchive(
  portability: Portability,
  running: RunningImport,
  contents: ArchiveContents,
  transaction: Transaction,
): Promise<ImportResult> {
  const { receipts, damagedBlobs } = portability;
  const { request, ledger, attempt } = running;
  const { userId, id, upload, mode, confirm, signal, onProgress } = request;
  ledger.release([]);
  await receipts?.begin(transaction, userId, id, attempt).catch((error: unknown) => {
    throw isAccountGone(error) ? accountGone(error) : error;
  });
  const scope = await importScope(portability, request, contents.names, transaction);
  const withDigests = confirm !== true && confirm !== upload.sha256;
  const { staged, log, plans } = await prepareImport(scope, contents, { names: [mode], withDigests });
  const plan = plans.get(mode);
  if (!plan) throw toProblem(log);
  if (withDigests) assertConfirmed(request, plan);
  const media = await storeMedia(scope, { path: upload.path, contents }, plan, ledger.stored);
  onProgress?.({ step: 'write' });
  const released = await writeReleasing(scope, plan, staged);
  if (released.length > 0) await damagedBlobs?.remove(transaction, userId, released);
  ledger.release(released);
  const result: ImportResult = {
    mode,
    archive: summarize(contents, upload.sha256, staged),
    effects: plan.effects,
    warnings: log.allWarnings,
    media: { ...media, removed: released.length },
    durationMs: durationOf(running),
  };
  await receipts?.write(transaction, userId, id, result);
  signal?.throwIfAborted();
  return result;
}

/** @throws PortabilityError `preview-stale`, with what the import would do now */
function assertConfirmed({ mode, upload, confirm }: ImportRequest, plan: ModePlan): void {
  const digest = planDigest(plan, mode, upload.sha256);
  if (confirm === digest) return;
  throw new PortabilityError(
    'preview-stale',
    'This is not what was previewed: what you have has changed since, or the archive is another one. Look at what it would do now, then confirm that.',
    { mode, archive: { sha256: upload.sha256 }, effects: plan.effects, plan: digest },
  );
}
