/** Undo: an import like any other, of what was kept before the one that is undone, in the mode that leaves nothing else. */
import { randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PORTABILITY, type Portability } from '../portability.js';
import type { ImportOrder } from './apply-archive.js';
import type { ImportResult } from './answers.js';
import { carryOut } from './carry-out.js';
import { undoFingerprintOf } from './import-key.js';
import { openSafetyCopy } from './safety-copy.js';

/** The mode in which a copy is imported. */
export const UNDO_MODE = 'replace' as const;

/** What somebody asks for who undoes an import. */
export interface UndoRequest extends Omit<ImportOrder, 'id' | 'mode'>, Partial<Pick<ImportOrder, 'id'>> {
  /** The id of the import; see `importIdOf`. */
  readonly undoes: string;
}

export class UndoImportCommand extends Command<ImportResult> {
  constructor(readonly request: UndoRequest) {
    super();
  }
}

@CommandHandler(UndoImportCommand)
export class UndoImportHandler implements ICommandHandler<UndoImportCommand, ImportResult> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /**
   * @throws PortabilityError `not-found` where nothing is kept; `preview-stale`, with what it would do, where what is there is not what the
   * import left and `confirm` does not name that plan; what any import throws
   */
  execute({ request: { undoes, ...request } }: UndoImportCommand): Promise<ImportResult> {
    const { portability } = this;
    const { userId, confirm, signal } = request;
    const order = { ...request, id: request.id ?? randomUUID(), mode: UNDO_MODE };
    return carryOut(portability, order, undoFingerprintOf(undoes, confirm), (connection, workspace) =>
      connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
        openSafetyCopy(portability, { userId, id: undoes, signal }, { transaction, workspace }),
      ),
    );
  }
}
