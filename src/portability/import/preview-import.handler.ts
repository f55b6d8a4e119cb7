/** Preview: plans every mode over an archive and changes nothing. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { inTransaction, timeoutsOf, type Transaction } from '../storage/transaction.js';
import { withWorkspace } from '../storage/workspace.js';
import { PORTABILITY, type Portability } from '../portability.js';
import type { PreviewReport } from './answers.js';
import type { ModePlan } from './plan.js';
import { planDigest } from './plan-digest.js';
import { prepareImport } from './prepare.js';
import type { ImportObserver } from './progress.js';
import { readArchive, type Upload } from './read-archive.js';
import { importScope, readingScope } from './scope.js';
import { summarize } from './summary.js';

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
  async execute(command: PreviewImportCommand): Promise<PreviewReport> {
    const { dataSource, modes, limits, workspaces } = this.portability;
    const { upload } = command;
    const names = Object.keys(modes);
    return withWorkspace(workspaces, async (workspace) => {
      const contents = await readArchive(readingScope(this.portability, command), upload.path, workspace);
      const preview = async (transaction: Transaction): Promise<PreviewReport> => {
        const scope = await importScope(this.portability, command, contents.names, transaction);
        const { staged, log, plans } = await prepareImport(scope, contents, { names, withDigests: true });
        const valid = plans.size > 0;
        const of = <Value>(valueOf: (plan: ModePlan, name: string) => Value): Record<string, Value | null> =>
          Object.fromEntries(
            names.map((name) => {
              const plan = plans.get(name);
              return [name, plan ? valueOf(plan, name) : null];
            }),
          );
        return {
          archive: summarize(contents, upload.sha256, staged),
          valid,
          errors: log.allErrors,
          errorCount: log.errorCount,
          warnings: log.allWarnings,
          warningCount: log.warningCount,
          effects: valid ? of(({ effects }) => effects) : null,
          plan: valid ? of((plan, name) => planDigest(plan, name, upload.sha256)) : null,
        };
      };
      const ending = { end: 'ROLLBACK', timeouts: timeoutsOf(limits) } as const;
      return inTransaction(dataSource, 'REPEATABLE READ', preview, ending);
    });
  }
}
