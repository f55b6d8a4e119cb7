/** Apply: carries out one mode in one transaction; rows and blobs are as before when anything fails. */
import { randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PORTABILITY, type Portability } from '../portability.js';
import { CommitUnknown, type Connection } from '../storage/transaction.js';
import { withWorkspace, type Workspace } from '../storage/workspace.js';
import { applyArchive, type ImportRequest, type RunningImport } from './apply-archive.js';
import { createBlobLedger } from './blob-ledger.js';
import { transactWithRetries, withImportLock } from './import-lock.js';
import type { ImportResult } from './answers.js';
import { fingerprintOf } from './import-key.js';
import { settleLostAnswer } from './lost-answer.js';
import { readArchive } from './read-archive.js';
import { readingScope } from './scope.js';

export class ApplyImportCommand extends Command<ImportResult> {
  readonly request: ImportRequest;

  /** @param request without an id, its outcome cannot be looked up by whoever asks for it */
  constructor(request: Omit<ImportRequest, 'id'> & Partial<Pick<ImportRequest, 'id'>>) {
    super();
    this.request = { id: randomUUID(), ...request };
  }
}

@CommandHandler(ApplyImportCommand)
export class ApplyImportHandler implements ICommandHandler<ApplyImportCommand, ImportResult> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError when the archive is refused, or another import of the same user is running */
  async execute({ request }: ApplyImportCommand): Promise<ImportResult> {
    const { portability } = this;
    const ledger = createBlobLedger(portability, request.userId);
    const attempt = request.run?.attempt ?? randomUUID();
    const running = { request, ledger, attempt, startedAt: performance.now() };
    return withImportLock(portability, request.userId, async (connection) => {
      const earlier = await request.run?.begin(connection, fingerprintOf(request));
      if (earlier) return earlier;
      return withWorkspace(portability.workspaces, (workspace) =>
        this.#apply(running, connection, workspace),
      );
    }).catch((error: unknown) => {
      if (error instanceof CommitUnknown) return settleLostAnswer(portability, running, error);
      throw error;
    });
  }

  async #apply(running: RunningImport, connection: Connection, workspace: Workspace): Promise<ImportResult> {
    const { portability } = this;
    const { request, ledger } = running;
    const contents = await readArchive(readingScope(portability, request), request.upload.path, workspace);
    const result = await transactWithRetries(connection, portability, request, (transaction) =>
      applyArchive(portability, running, contents, transaction),
    ).catch(async (error: unknown) => {
      // Where nobody knows whether the rows are there, their blobs must be, until that is known.
      if (!(error instanceof CommitUnknown)) await ledger.removeStored();
      throw error;
    });
    const removed = await ledger.removeReleased();
    // As the receipt has it, but for files that could not be removed yet.
    return { ...result, media: { ...result.media, removed } };
  }
}
