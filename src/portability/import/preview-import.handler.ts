/** Preview: plans every mode over an archive and changes nothing. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { PORTABILITY, type Portability } from '../portability.js';
import type { PreviewReport } from './answers.js';
import { withPreview } from './preview.js';
import type { ImportObserver } from './progress.js';
import type { Upload } from './read-archive.js';

export class PreviewImportCommand extends Command<PreviewReport> implements ImportObserver {
  constructor(
    readonly userId: string,
    readonly upload: Upload,
    readonly signal?: AbortSignal,
    readonly onProgress?: ImportObserver['onProgress'],
  ) {
    super();
  }
}

@CommandHandler(PreviewImportCommand)
export class PreviewImportHandler implements ICommandHandler<PreviewImportCommand, PreviewReport> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError where the archive cannot be read as one */
  execute(command: PreviewImportCommand): Promise<PreviewReport> {
    return withPreview(this.portability, command, ({ report }) => Promise.resolve(report));
  }
}
