/** Preview: plans every mode over an archive and changes nothing. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { PORTABILITY, type Portability } from '../portability.js';
import type { PreviewReport } from './answers.js';
import { withPreview } from './preview.js';
import type { PartChoice } from './part.js';
import type { ImportObserver } from './progress.js';
import type { Importer } from './scope.js';
import type { Upload } from './read-archive.js';

/** What of the archive is looked at, and who waits for it. */
type PreviewOptions = ImportObserver & PartChoice & Pick<Importer, 'constants'>;

export class PreviewImportCommand extends Command<PreviewReport> {
  constructor(
    readonly userId: string,
    readonly upload: Upload,
    readonly options: PreviewOptions = {},
  ) {
    super();
  }
}

@CommandHandler(PreviewImportCommand)
export class PreviewImportHandler implements ICommandHandler<PreviewImportCommand, PreviewReport> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError where the archive cannot be read as one */
  execute({ userId, upload, options }: PreviewImportCommand): Promise<PreviewReport> {
    return withPreview(this.portability, { ...options, userId, upload }, ({ report }) =>
      Promise.resolve(report),
    );
  }
}
