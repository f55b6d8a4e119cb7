/** Apply: carries out one mode in one transaction; rows and blobs are as before when anything fails. */
import { randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PORTABILITY, type Portability } from '../portability.js';
import type { ImportRequest } from './apply-archive.js';
import type { ImportResult } from './answers.js';
import { carryOut } from './carry-out.js';
import { fingerprintOf } from './import-key.js';

/** An import that was confirmed, of an archive that its sender has. */
type ConfirmedImport = Omit<ImportRequest, 'id' | 'undone'> &
  Required<Pick<ImportRequest, 'confirm'>> &
  Partial<Pick<ImportRequest, 'id'>>;

export class ApplyImportCommand extends Command<ImportResult> {
  readonly request: ConfirmedImport & Pick<ImportRequest, 'id'>;

  /** @param request without an id, its outcome cannot be looked up by whoever asks for it */
  constructor(request: ConfirmedImport) {
    super();
    this.request = { ...request, id: request.id ?? randomUUID() };
  }
}

@CommandHandler(ApplyImportCommand)
export class ApplyImportHandler implements ICommandHandler<ApplyImportCommand, ImportResult> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError when the archive is refused, or another import of the same user is running */
  execute({ request }: ApplyImportCommand): Promise<ImportResult> {
    const { upload, ...order } = request;
    return carryOut(this.portability, order, fingerprintOf(request), () => Promise.resolve({ upload }));
  }
}
