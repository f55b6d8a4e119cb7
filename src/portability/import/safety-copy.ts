/** Keeps the account as it was before an import, so that the import can be undone; finds such a copy again when it is. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PortabilityError, type ProblemSlug } from '../errors.js';
import type { Portability } from '../portability.js';
import { accountState } from '../storage/account-state.js';
import { BlobMissing, translateSystemError } from '../storage/blobs/blob-errors.js';
import { newBlobKey } from '../storage/blobs/blob-store.js';
import { BlobDamaged, compared } from '../storage/blobs/examine-blob.js';
import { inTransaction, timeoutsOf, type Transaction } from '../storage/transaction.js';
import { withWorkspace, type Workspace } from '../storage/workspace.js';
import type { BlobLedger } from './blob-ledger.js';
import type { ModePlan } from './plan.js';
import type { Upload } from './read-archive.js';
import type { Importer } from './scope.js';

/** An import that is being undone. */
export interface UndoneImport {
  readonly id: string;
  /** What the account was when that import was done; see `accountState`. */
  readonly state: string;
}

/** An import for which a copy is to be kept. */
export interface CopiedImport extends Importer {
  /** A UUID. */
  readonly id: string;
  /** False: the import was asked for without one. */
  readonly keepsCopy?: boolean | undefined;
  /** The import that this one undoes: the archive is the copy that was kept before it. */
  readonly undone?: UndoneImport | undefined;
}

/** Where the copy is made and told of. */
export interface Copying {
  readonly transaction: Transaction;
  readonly workspace: Workspace;
  readonly ledger: Pick<BlobLedger, 'storingCopy' | 'releaseCopies'>;
}

/**
 * To be called before anything is written: stores what the account is in this transaction's snapshot, where the plan changes anything.
 * @returns until when the copy is kept; undefined where none is
 * @throws PortabilityError `storage-full`, `storage-unavailable`, `archive-too-large`: nothing may be written then
 */
export async function keepSafetyCopy(
  portability: Portability,
  { userId, id, keepsCopy = true, undone, signal, onProgress }: CopiedImport,
  { effects }: ModePlan,
  { transaction, workspace, ledger }: Copying,
): Promise<Date | undefined> {
  const { undo, blobs } = portability;
  if (!undo) return undefined;
  // An import under this name may have been done before, with another outcome.
  ledger.releaseCopies(await undo.copies.remove(transaction, userId, id));
  // It is used up: what was there before will be there again.
  if (undone) ledger.releaseCopies(await undo.copies.remove(transaction, userId, undone.id));
  const isChange = Object.values(effects).some((each) => each.create + each.update + each.delete > 0);
  if (!isChange || !keepsCopy || undo.days === 0) return undefined;
  onProgress?.({ step: 'copy' });
  try {
    const { path, size, sha256 } = await undo.pack(portability, { transaction, userId, workspace, signal });
    const key = newBlobKey(userId, sha256);
    await ledger.storingCopy(key);
    await blobs.put(key, createReadStream(path), size, signal);
    const until = await undo.copies.add(transaction, userId, id, { key, size, sha256, days: undo.days });
    ledger.releaseCopies(await undo.copies.trim(transaction, userId));
    return until;
  } catch (error) {
    throw withoutCopy(translateSystemError(error));
  }
}

/** To be called when everything is written, where a copy is kept: what has changed since shows by it. */
export async function settleSafetyCopy(
  { undo, graph }: Portability,
  { userId, id }: CopiedImport,
  transaction: Transaction,
): Promise<void> {
  await undo?.copies.settle(transaction, userId, id, await accountState(transaction, graph, userId));
}

/** What a copy fails with of itself; anything else may be said of the import as well. */
const OF_THE_COPY: ReadonlySet<ProblemSlug> = new Set<ProblemSlug>([
  'storage-full',
  'storage-unavailable',
  'archive-too-large',
]);

function withoutCopy(error: unknown): unknown {
  if (!(error instanceof PortabilityError) || !OF_THE_COPY.has(error.slug)) return error;
  return new PortabilityError(
    error.slug,
    `${error.detail} So what you have cannot be kept for undoing this import, and nothing was imported. With “undo” as false it is imported all the same, and cannot be undone.`,
    error.extensions,
    { ...error.options, cause: error },
  );
}

/**
 * Fetches the copy that was kept before the import `id`, as an archive like any other; its bytes are those that were stored.
 * @throws PortabilityError `not-found`, also for that of another user
 */
export async function openSafetyCopy(
  { undo, blobs }: Portability,
  { userId, id, signal }: CopiedImport,
  { transaction, workspace }: Pick<Copying, 'transaction' | 'workspace'>,
): Promise<{ readonly upload: Upload & { readonly size: number }; readonly undone: UndoneImport }> {
  const copy = await undo?.copies.find(transaction, userId, id);
  if (!copy) throw noSuchCopy();
  const path = workspace.newFile();
  try {
    const bytes = compared(await blobs.get(copy.key, signal), copy);
    await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  } catch (error) {
    if (error instanceof BlobMissing || error instanceof BlobDamaged) throw copyLost(error);
    throw translateSystemError(error);
  }
  return { upload: { path, sha256: copy.sha256, size: copy.size }, undone: { id, state: copy.state } };
}

/** Lends the copy that was kept before an import, for a preview of its undoing. @throws as `openSafetyCopy` */
export const withSafetyCopy = <Result>(
  portability: Portability,
  order: CopiedImport,
  work: (upload: Upload & { readonly size: number }) => Promise<Result>,
): Promise<Result> =>
  withWorkspace(portability.workspaces, async (workspace) => {
    const { upload } = await inTransaction(
      portability.dataSource,
      'REPEATABLE READ READ ONLY',
      (transaction) => openSafetyCopy(portability, order, { transaction, workspace }),
      { timeouts: timeoutsOf(portability.limits) },
    );
    return work(upload);
  });

export const noSuchCopy = (): PortabilityError =>
  new PortabilityError(
    'not-found',
    'Nothing is kept from which this import could be undone: its time is over, it was removed or used, the import changed nothing, or there never was one. The history says which imports can be undone.',
  );

const copyLost = (cause: unknown): PortabilityError =>
  new PortabilityError(
    'not-found',
    'What was kept for undoing this import is lost or damaged, so it cannot be undone. Nothing was changed.',
    {},
    { cause },
  );
