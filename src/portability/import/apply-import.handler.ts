/** Apply: carries out one mode in one transaction; rows and blobs are as before when anything fails. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KindGraph } from '../archive/graph.js';
import { PortabilityError } from '../errors.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { allBlobKeys } from '../storage/media-rows.js';
import { removeUnreferenced } from '../storage/blobs/remove.js';
import { importLock } from '../storage/locks.js';
import { CommitUnknown, timeoutsOf, withConnection, type Connection } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import { findOutcome } from './find-outcome.js';
import type { ImportResult } from './import-result.js';
import { storeMedia } from './media.js';
import type { ImportMode } from './modes.js';
import type { ModePlan } from './plan.js';
import { prepareImport } from './prepare.js';
import type { Upload } from './preview-import.handler.js';
import type { Waiting } from './progress.js';
import { readArchive, type ArchiveContents } from './read-archive.js';
import {
  accountGone,
  importInProgress,
  isAccountGone,
  isOvertaken,
  outcomeUnknown,
  overtaken,
} from './setbacks.js';
import { summarize } from './summary.js';
import { refusalOf } from './verdict.js';
import { writePlan } from './write.js';

/** One go at an import, and the blobs that it touched: which of them are to go depends on how it ends. */
interface Attempt {
  /** Tells its receipt from those of others. */
  readonly id: string;
  readonly started: number;
  /** Keys of the blobs that it stored. */
  readonly stored: Set<string>;
  /** Keys of the blobs that its rows do not refer to any more. */
  readonly released: Set<string>;
}

export class ApplyImport extends Command<ImportResult> implements Waiting {
  constructor(
    readonly userId: string,
    readonly upload: Upload,
    readonly mode: ImportMode,
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
      stored: new Set(),
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
    const { userId, upload } = command;
    const contents = await readArchive(upload.path, graph, limits, workspace, command);
    const transact = (): Promise<ImportResult> => this.#transact(connection, command, contents, attempt);
    const result = await transact().catch((error: unknown) => {
      if (!isOvertaken(error)) throw error;
      // Somebody changed the same rows in between. A second look sees what they did; a third would be a siege.
      return transact().catch((again: unknown) => {
        throw isOvertaken(again) ? overtaken(again) : again;
      });
    });
    const removed = await removeUnreferenced(this.portability, userId, [...attempt.released], connection);
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
  ): Promise<ImportResult> {
    const { graph, limits, blobs, receipts } = this.portability;
    const { userId, upload, mode, signal, id } = command;
    const { stored, released } = attempt;
    stored.clear();
    released.clear();
    try {
      return await connection.transaction('REPEATABLE READ', async (transaction) => {
        await receipts?.begin(transaction, userId, id, attempt.id).catch((error: unknown) => {
          throw isAccountGone(error) ? accountGone(error) : error;
        });
        const { staged, log, plan } = await prepareImport(
          transaction,
          graph,
          userId,
          contents,
          [mode],
          limits,
          command,
        );
        const modePlan = plan?.modes.get(mode);
        if (!plan || !modePlan) throw refusalOf(log);
        if (command.confirm !== true && command.confirm !== upload.sha256) throw stale();
        const letsGo = letsGoOfMedia(graph, modePlan);
        const heldBefore = letsGo ? await allBlobKeys(transaction, graph, userId) : [];
        const media = await storeMedia(
          transaction,
          graph,
          userId,
          upload.path,
          contents,
          blobs,
          limits,
          stored,
          command,
        );
        command.onProgress?.({ step: 'write' });
        await writePlan(transaction, graph, userId, plan, modePlan);
        const heldAfter = new Set(letsGo ? await allBlobKeys(transaction, graph, userId) : []);
        for (const key of heldBefore) if (!heldAfter.has(key)) released.add(key);
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
    } catch (error) {
      // Where nobody knows whether the rows are there, their blobs must be, until that is known.
      if (!(error instanceof CommitUnknown))
        await removeUnreferenced(this.portability, userId, [...stored], connection);
      throw error;
    }
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
    await removeUnreferenced(this.portability, userId, [...attempt.stored, ...attempt.released]);
    if (found.state === 'done') return found.result;
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

/** Whether media rows are deleted or changed, so that blobs may be left without one. */
function letsGoOfMedia({ blobKind }: KindGraph, { effects }: ModePlan): boolean {
  const media = effects[blobKind?.name ?? ''];
  return media !== undefined && media.update + media.delete > 0;
}

const stale = (): PortabilityError =>
  new PortabilityError(
    'preview-stale',
    'This is not the archive that was previewed. Preview it again, then confirm.',
  );
