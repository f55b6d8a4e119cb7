/** The commands about the account that the command line is logged in to: those of this instance without its account. */
import { Command } from 'commander';
import type { AddCommand } from '../add-command.js';
import type { ExportOptions } from '../export.js';
import type { ImportOptions } from '../import.js';
import type { PreviewOptions } from '../preview.js';
import { REMOTE_COMMANDS } from '../route.js';
import type { UndoOptions } from '../undo.js';

/** @param local the program whose options these commands have, too */
export function createRemoteProgram(local: Command, command: AddCommand): Command {
  const program = new Command('carol').exitOverride().showHelpAfterError('(--help says more)');
  command(program, 'export', '', async (run, options: ExportOptions) =>
    (await import('./export.js')).exportRemotely(run, options),
  );
  command(program, 'preview <file>', '', async (run, file: string, options: PreviewOptions) =>
    (await import('../standard-input.js')).withFile(file, run.signal, async (path) =>
      (await import('./preview.js')).previewRemotely(run, path, options),
    ),
  );
  command(program, 'import <file>', '', async (run, file: string, options: ImportOptions) =>
    (await import('../standard-input.js')).withFile(file, run.signal, async (path) =>
      (await import('./import.js')).importRemotely(run, path, options),
    ),
  );
  command(program, 'history', '', async (run) => (await import('./undo.js')).showHistoryRemotely(run));
  command(program, 'undo <key>', '', async (run, key: string, options: UndoOptions) => {
    const { forgetRemotely, undoRemotely } = await import('./undo.js');
    return (options.forget ? forgetRemotely : undoRemotely)(run, key, options);
  });
  for (const name of REMOTE_COMMANDS) {
    const [here, elsewhere] = [local, program].map(({ commands }) =>
      commands.find((each) => each.name() === name),
    );
    for (const option of here?.options ?? []) if (option.long !== '--json') elsewhere?.addOption(option);
  }
  return program;
}
