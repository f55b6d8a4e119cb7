/** Preview: plans every mode over an archive and changes nothing. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { inTransaction, timeoutsOf } from '../storage/transaction.js';
import { PORTABILITY, type Portability } from '../portability.js';
import type { Warning } from './issue-log.js';
import type { KindEffects } from './modes/effects.js';
import { prepareImport } from './prepare.js';
import type { Waiting } from './progress.js';
import { readArchive } from './read-archive.js';
import { summarize, type ArchiveSummary } from './summary.js';
import type { Issue } from '../errors.js';

/** An archive on disk. The handler reads it; whoever put it there removes it. */
export interface Upload {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface PreviewReport {
  readonly archive: ArchiveSummary;
  readonly valid: boolean;
  /** At most 1,000; `errorCount` is how many there are. */
  readonly errors: readonly Issue[];
  readonly errorCount: number;
  readonly warnings: readonly Warning[];
  readonly warningCount: number;
  /** Null while the archive is invalid; a mode is null where a warning says why it cannot take this archive. */
  readonly effects: Readonly<Record<string, KindEffects | null>> | null;
}

export class PreviewImport extends Command<PreviewReport> implements Waiting {
  constructor(
    readonly userId: string,
    readonly upload: Upload,
    readonly signal?: AbortSignal,
    readonly onProgress?: Waiting['onProgress'],
  ) {
    super();
  }
}

@CommandHandler(PreviewImport)
export class PreviewImportHandler implements ICommandHandler<PreviewImport, PreviewReport> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError where the archive cannot be read as one */
  async execute(command: PreviewImport): Promise<PreviewReport> {
    const { dataSource, graph, modes, limits, decoders, workspaces } = this.portability;
    const { userId, upload, signal, onProgress } = command;
    const modeNames = Object.keys(modes);
    const reading = { graph, limits, decoders, signal, onProgress };
    const workspace = await workspaces.open();
    try {
      const contents = await readArchive(reading, upload.path, workspace);
      return await inTransaction(
        dataSource,
        'REPEATABLE READ',
        async (transaction) => {
          const scope = { ...reading, transaction, modes, names: contents.names, userId };
          const { staged, log, plan } = await prepareImport(scope, contents, modeNames);
          return {
            archive: summarize(contents, upload.sha256, staged),
            valid: plan !== undefined,
            errors: log.allErrors,
            errorCount: log.errorCount,
            warnings: log.allWarnings,
            warningCount: log.warningCount,
            effects: plan
              ? Object.fromEntries(modeNames.map((name) => [name, plan.modes.get(name)?.effects ?? null]))
              : null,
          };
        },
        'ROLLBACK',
        timeoutsOf(limits),
      );
    } finally {
      await workspace.dispose();
    }
  }
}
