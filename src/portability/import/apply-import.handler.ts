/** Apply: carries out one mode in one transaction; rows and blobs are as before when anything fails. */
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KindGraph } from '../archive/graph.js';
import { PortabilityError } from '../errors.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { allBlobKeys } from '../storage/media-rows.js';
import { exportLock, importLock } from '../storage/locks.js';
import { withConnection, type Connection } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import type { Warning } from './issue-log.js';
import { removeUnreferenced, storeMedia, type MediaOutcome } from './media.js';
import type { ImportMode, KindEffects } from './modes.js';
import type { ModePlan } from './plan.js';
import { prepareImport } from './prepare.js';
import type { Upload } from './preview-import.handler.js';
import { readArchive } from './read-archive.js';
import { summarize, type ArchiveSummary } from './summary.js';
import { refusalOf } from './verdict.js';
import { writePlan } from './write.js';

export interface ImportResult {
  readonly mode: ImportMode;
  readonly archive: ArchiveSummary;
  readonly effects: KindEffects;
  readonly warnings: readonly Warning[];
  readonly media: MediaOutcome;
  readonly durationMs: number;
}

export class ApplyImport extends Command<ImportResult> {
  constructor(
    readonly userId: string,
    readonly upload: Upload,
    readonly mode: ImportMode,
    /** True, or the digest of the archive that was previewed. */
    readonly confirm: true | string,
    readonly signal?: AbortSignal,
  ) {
    super();
  }
}

@CommandHandler(ApplyImport)
export class ApplyImportHandler implements ICommandHandler<ApplyImport, ImportResult> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError when the archive is refused, or another import of the same user is running */
  async execute(command: ApplyImport): Promise<ImportResult> {
    const { dataSource, workspaces } = this.portability;
    const lock = importLock(command.userId);
    return withConnection(dataSource, async (connection) => {
      if (!(await connection.tryLock(lock))) throw inProgress();
      const workspace = await workspaces.open();
      try {
        return await this.#apply(connection, command, workspace);
      } finally {
        await workspace.dispose();
        await connection.unlock(lock);
      }
    });
  }

  async #apply(connection: Connection, command: ApplyImport, workspace: Workspace): Promise<ImportResult> {
    const started = performance.now();
    const { graph, limits, blobs } = this.portability;
    const { userId, upload, mode, signal } = command;
    const contents = await readArchive(upload.path, graph, limits, workspace, signal);
    const stored = new Set<string>();
    let heldBefore: readonly string[] = [];
    try {
      const result = await connection.transaction('REPEATABLE READ', async (transaction) => {
        const { staged, log, plan } = await prepareImport(
          transaction,
          graph,
          userId,
          contents,
          [mode],
          limits,
          signal,
        );
        const modePlan = plan?.modes.get(mode);
        if (!plan || !modePlan) throw refusalOf(log);
        if (command.confirm !== true && command.confirm !== upload.sha256) throw stale();
        if (letsGoOfMedia(graph, modePlan)) heldBefore = await allBlobKeys(transaction, graph, userId);
        const media = await storeMedia(
          transaction,
          graph,
          userId,
          upload.path,
          contents,
          blobs,
          limits,
          stored,
          signal,
        );
        await writePlan(transaction, graph, userId, plan, modePlan);
        signal?.throwIfAborted();
        return {
          archive: summarize(contents, upload.sha256, staged),
          effects: modePlan.effects,
          warnings: log.allWarnings,
          media,
        };
      });
      const removed = await this.#removeUnreferenced(userId, heldBefore);
      return {
        mode,
        ...result,
        media: { ...result.media, removed },
        durationMs: Math.round(performance.now() - started),
      };
    } catch (error) {
      await this.#removeUnreferenced(userId, [...stored]);
      throw error;
    }
  }

  /**
   * On a connection of its own, as that of the import may be gone; it asks what is committed, so it is right after a commit,
   * after a rollback, and where nobody knows which it was. What fails here is an orphan, and the sweep removes it.
   */
  async #removeUnreferenced(userId: string, keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const { dataSource, graph, blobs } = this.portability;
    const lock = exportLock(userId);
    return withConnection(dataSource, async (connection) => {
      // An export that is running may still have to read them.
      if (!(await connection.tryLock(lock))) return 0;
      try {
        return await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
          removeUnreferenced(transaction, graph, userId, keys, blobs),
        );
      } finally {
        await connection.unlock(lock);
      }
    }).catch(() => 0);
  }
}

/** Whether media rows are deleted or changed, so that blobs may be left without one. */
function letsGoOfMedia({ blobKind }: KindGraph, { effects }: ModePlan): boolean {
  const media = effects[blobKind?.name ?? ''];
  return media !== undefined && media.update + media.delete > 0;
}

const inProgress = (): PortabilityError =>
  new PortabilityError(
    'import-in-progress',
    'Another import of yours is running. Wait until it is done, then try again.',
    {},
    { headers: { 'Retry-After': '10' } },
  );

const stale = (): PortabilityError =>
  new PortabilityError(
    'preview-stale',
    'This is not the archive that was previewed. Preview it again, then confirm.',
  );
