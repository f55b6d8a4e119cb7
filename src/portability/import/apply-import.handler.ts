/** Apply: carries out one mode in one transaction; rows and blobs are as before when anything fails. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { PortabilityError } from '../errors.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { removeReleased, removeUncommitted } from '../storage/blobs/remove.js';
import { lockRows } from '../storage/lock-rows.js';
import { releasing } from '../storage/media-rows.js';
import { importLock } from '../storage/locks.js';
import {
  CommitUnknown,
  timeoutsOf,
  withConnection,
  type Connection,
  type Transaction,
} from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import { findOutcome } from './find-outcome.js';
import type { ImportResult } from './import-result.js';
import { storeMedia, type StoredFile } from './media.js';
import type { ModePlan } from './plan.js';
import { prepareImport } from './prepare.js';
import type { Upload } from './preview-import.handler.js';
import type { Waiting } from './progress.js';
import { readArchive, type ArchiveContents } from './read-archive.js';
import { accountGone, importInProgress, isAccountGone, isOvertaken, outcomeUnknown } from './setbacks.js';
import { summarize } from './summary.js';
import { LockMissed, withRetries } from './retry.js';
import { refusalOf } from './verdict.js';
import { writePlan } from './write.js';

/** One go at an import, and the blobs that it touched: which of them are to go depends on how it ends. */
interface Attempt {
  /** Tells its receipt from those of others. */
  readonly id: string;
  readonly started: number;
  /** The blobs that it stored, by digest. */
  readonly stored: Map<string, StoredFile>;
  /** Keys of the blobs that its rows do not refer to any more. */
  readonly released: Set<string>;
}

export class ApplyImport extends Command<ImportResult> implements Waiting {
  constructor(
    readonly userId: string,
    readonly upload: Upload,
    /** The name of the mode. */
    readonly mode: string,
    /** True, or the digest of the archive that was previewed. */
    readonly confirm: true | string,
    readonly signal?: AbortSignal,
    /** A UUID under which the outcome can be looked up. */
    readonly id: string = randomUUID(),
    readonly onProgress?: Waiting['onProgress'],
  ) {
    super();
  }
}

@CommandHandler(ApplyImport)
export class ApplyImportHandler implements ICommandHandler<ApplyImport, ImportResult> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError when the archive is refused, or another import of the same user is running */
  async execute(command: ApplyImport): Promise<ImportResult> {
    const { dataSource, workspaces, limits } = this.portability;
    const lock = importLock(command.userId);
    const attempt: Attempt = {
      id: randomUUID(),
      started: performance.now(),
      stored: new Map(),
      released: new Set(),
    };
    const outcome = withConnection(
      dataSource,
      async (connection) => {
        if (!(await tryPatiently(connection, lock))) throw importInProgress();
        const workspace = await workspaces.open();
        try {
          return await this.#apply(connection, command, workspace, attempt);
        } finally {
          await workspace.dispose();
          await connection.unlock(lock);
        }
      },
      timeoutsOf(limits),
    );
    // Looked up when the connection is given back: it is of no use any more, and the pool may be small.
    return outcome.catch((error: unknown) => {
      if (error instanceof CommitUnknown) return this.#lookUp(command, attempt, error);
      throw error;
    });
  }

  async #apply(
    connection: Connection,
    command: ApplyImport,
    workspace: Workspace,
    attempt: Attempt,
  ): Promise<ImportResult> {
    const { graph, limits } = this.portability;
    const { userId, upload, signal, onProgress } = command;
    const contents = await readArchive({ graph, limits, signal, onProgress }, upload.path, workspace);
    const result = await withRetries(
      (locked) => this.#transact(connection, command, contents, attempt, locked),
      limits.lockSeconds * 1_000,
      command.signal,
    ).catch(async (error: unknown) => {
      // Where nobody knows whether the rows are there, their blobs must be, until that is known.
      if (!(error instanceof CommitUnknown)) await removeUncommitted(this.portability, keysOf(attempt));
      throw error;
    });
    const removed = await removeReleased(this.portability, userId, [...attempt.released]);
    return {
      ...result,
      media: { ...result.media, removed },
      durationMs: Math.round(performance.now() - attempt.started),
    };
  }

  /** The transaction, and nothing left of it where it fails. */
  async #transact(
    connection: Connection,
    command: ApplyImport,
    contents: ArchiveContents,
    attempt: Attempt,
    locked: boolean,
  ): Promise<ImportResult> {
    const { graph, modes, limits, decoders, blobs, receipts, damagedBlobs } = this.portability;
    const { userId, upload, mode, signal, onProgress, id } = command;
    const { stored, released } = attempt;
    released.clear();
    return connection.transaction('REPEATABLE READ', async (transaction) => {
      if (locked) await lockOrMiss(transaction, graph, userId);
      await receipts?.begin(transaction, userId, id, attempt.id).catch((error: unknown) => {
        throw isAccountGone(error) ? accountGone(error) : error;
      });
      const scope = {
        transaction,
        graph,
        modes,
        names: contents.names,
        userId,
        limits,
        decoders,
        signal,
        onProgress,
      };
      const { staged, log, plan } = await prepareImport(scope, contents, [mode]);
      const modePlan = plan?.modes.get(mode);
      if (!plan || !modePlan) throw refusalOf(log);
      if (command.confirm !== true && command.confirm !== upload.sha256) throw stale();
      const media = await storeMedia(
        { ...scope, blobs },
        { path: upload.path, contents },
        { plan, modePlan },
        stored,
      );
      command.onProgress?.({ step: 'write' });
      const write = (): Promise<void> => writePlan(scope, plan, modePlan);
      if (touchesBlobs(graph, staged, modePlan)) {
        for (const key of await releasing(transaction, graph, userId, write)) released.add(key);
        await damagedBlobs?.remove(transaction, userId, [...released]);
      } else await write();
      const result: ImportResult = {
        mode,
        archive: summarize(contents, upload.sha256, staged),
        effects: modePlan.effects,
        warnings: log.allWarnings,
        media: { ...media, removed: released.size },
        durationMs: Math.round(performance.now() - attempt.started),
      };
      await receipts?.write(transaction, userId, id, result);
      signal?.throwIfAborted();
      return result;
    });
  }

  /** What became of an import whose COMMIT was not answered. */
  async #lookUp(
    { userId, id }: ApplyImport,
    attempt: Attempt,
    unknown: CommitUnknown,
  ): Promise<ImportResult> {
    const found = await findOutcome(this.portability, userId, id, attempt.id).catch(() => undefined);
    if (found?.state !== 'done' && found?.state !== 'absent')
      throw outcomeUnknown(id, this.portability.receipts !== undefined, unknown);
    if (found.state === 'done') {
      await removeReleased(this.portability, userId, [...attempt.released]);
      return found.result;
    }
    await removeUncommitted(this.portability, keysOf(attempt));
    // The import was undone as a whole, and the cause says why.
    throw unknown.cause;
  }
}

/** A sweep of orphaned blobs holds the lock, too, but only for a moment. */
const PATIENCE = 1_000;
const POLL = 100;

async function tryPatiently(connection: Connection, lock: string): Promise<boolean> {
  for (const deadline = Date.now() + PATIENCE; ; await sleep(POLL)) {
    if (await connection.tryLock(lock)) return true;
    if (Date.now() >= deadline) return false;
  }
}

const keysOf = ({ stored }: Attempt): string[] => [...stored.values()].map(({ key }) => key);

async function lockOrMiss(transaction: Transaction, graph: KindGraph, userId: string): Promise<void> {
  await lockRows(transaction, graph, userId).catch((error: unknown) => {
    throw isOvertaken(error) ? new LockMissed(error) : error;
  });
}

/** Whether media rows are there, deleted or changed, so that they may come to refer to other blobs. */
function touchesBlobs(
  { blobKind }: KindGraph,
  staged: ReadonlyMap<Kind, number>,
  { effects }: ModePlan,
): boolean {
  if (!blobKind) return false;
  const media = effects[blobKind.name];
  return (staged.get(blobKind) ?? 0) + (media?.update ?? 0) + (media?.delete ?? 0) > 0;
}

const stale = (): PortabilityError =>
  new PortabilityError(
    'preview-stale',
    'This is not the archive that was previewed. Preview it again, then confirm.',
  );
