/** The commands, their arguments and their help. */
import { Command, Option } from 'commander';
import { IMPORT_MODES, MODES } from '../portability/kinds.js';
import { VERSION } from '../version.js';
import { commandAdder, type Call } from './add-command.js';
import { EXIT } from './exit.js';
import type { CheckFilesOptions } from './check.js';
import type { ExportOptions } from './export.js';
import type { ImportOptions } from './import.js';
import {
  addCompletion,
  addDiff,
  addLoginCommands,
  addUserCommands,
  createExportAllProgram,
  EXPORT_ALL,
} from './more-commands.js';
import type { PreviewOptions } from './preview.js';
import { createRemoteProgram } from './remote/program.js';
import { routeOf } from './route.js';
import { openTerminal, type Streams } from './terminal.js';
import { withFile } from './standard-input.js';
import type { UndoOptions } from './undo.js';
import type { UpgradeOptions } from './upgrade.js';
import type { UserOptions } from './user.js';

const FOOTER = `
Without <email>, export, preview, import, history and undo are about the account that you are logged in to ("carol login <url>");
--as <email> is another way to give it. For <file>, - is standard input. Exit status: 0 done, 1 refused (what was wrong is said), 2 not called as it must be, 130 stopped.
The settings are those of the service: see .env.example. A running server does not mind.`;

const AREAS = 'names with commas between, such as people,notes';
const ONLY_AREAS = `import some areas alone, and leave every other as it is: ${AREAS}`;
const SKIP =
  'leave out these entries, and what belongs to them: UUIDs as the archive has them, with commas between';

/**
 * Builds the program; each command loads its own part, as help and mistakes should not wait for the service.
 * `call` is told the outcome. Commander throws a CommanderError instead of ending the process.
 */
function createProgram(signal: AbortSignal, call: Call, streams: Streams): Command {
  const program = new Command('carol')
    .description('Everything a person has in Carol: out to an archive, and back in.')
    .version(VERSION)
    .addHelpText('after', FOOTER)
    .exitOverride()
    .showHelpAfterError('(--help says more)');

  const command = commandAdder(call, streams, signal);
  const user = program.command('user').description('accounts');
  command(user, 'create <email>', 'make an account', async (run, email: string, options: UserOptions) =>
    (await import('./user.js')).createUser(run, email, options),
  ).option('--password-stdin', 'read the password from standard input; without it none is set');

  const token = program.command('token').description('personal access tokens');
  command(token, 'create <email>', 'print a new token, and nothing else', async (run, email: string) =>
    (await import('./user.js')).createToken(run, email),
  );
  addUserCommands(user, token, command);

  command(program, 'export <email>', 'write an archive', async (run, email: string, options: ExportOptions) =>
    (await import('./export.js')).exportArchive(run, email, options),
  )
    .option(
      '--out <file>',
      'where to; - is standard output (default: a new file that is redirected to, else carol-export-<date>.tar.gz)',
    )
    .option('--areas <areas>', `of some areas alone: ${AREAS}`)
    .option('--no-viewer', 'the data alone, without the files to look at it and for other programs');

  command(
    program,
    'preview <email> <file>',
    'say what an import would do, and change nothing',
    async (run, email: string, file: string, options: PreviewOptions) =>
      withFile(file, run.signal, async (path) =>
        (await import('./preview.js')).previewArchive(run, email, path, options),
      ),
  )
    .option(
      '--items',
      'name each row that would not stay as it is; with --json, a JSON document on each line',
    )
    .addOption(new Option('--mode <mode>', 'of one mode alone').choices([...IMPORT_MODES]))
    .option('--areas <areas>', ONLY_AREAS)
    .option('--skip <ids>', SKIP);

  command(
    program,
    'import <email> <file>',
    'import an archive (.tar.gz, .tar or .zip): all of it, or nothing',
    async (run, email: string, file: string, options: ImportOptions) =>
      withFile(file, run.signal, async (path) =>
        (await import('./import.js')).importArchive(run, email, path, options),
      ),
  )
    .addOption(
      new Option(
        '--mode <mode>',
        Object.entries(MODES)
          .map(([name, { words }]) => `${name}: ${words.help}`)
          .join('; '),
      )
        .choices([...IMPORT_MODES])
        .makeOptionMandatory(),
    )
    .option('--areas <areas>', ONLY_AREAS)
    .option('--skip <ids>', SKIP)
    .option('--yes', 'do not ask')
    .option('--no-undo', 'keep nothing of what is there before: the import cannot be undone')
    .option(
      '--key <key>',
      'names this import: the same file and mode under the same key are imported once, and answered with the first result',
    );

  command(
    program,
    'history <email>',
    'list the last imports, and which of them can be undone',
    async (run, email: string) => (await import('./undo.js')).showHistory(run, email),
  );

  command(
    program,
    'undo <email> <key>',
    'undo an import: what was there before it is there again, and nothing else',
    async (run, email: string, key: string, options: UndoOptions) => {
      const { forgetImport, undoImport } = await import('./undo.js');
      return (options.forget ? forgetImport : undoImport)(run, email, key, options);
    },
  )
    .option('--forget', 'not to undo it: remove what is kept for that')
    .option('--yes', 'do not ask, also where something has changed since')
    .option('--key <key>', 'names this undoing: done once, and answered with the first result');

  command(
    program,
    'verify <file>',
    'check an archive (.tar.gz, .tar or .zip); needs no database',
    async (run, file: string) =>
      withFile(file, run.signal, async (path) => (await import('./verify.js')).verify(run, path)),
  );

  command(
    program,
    'upgrade <file>',
    'write an archive of an older format version anew in the newest; needs no database',
    async (run, file: string, options: UpgradeOptions) =>
      withFile(file, run.signal, async (path) => (await import('./upgrade.js')).upgrade(run, path, options)),
  ).option(
    '--out <file>',
    'where to; - is standard output (default: its name with the new version, in this folder)',
  );

  addDiff(program, command);

  command(
    program,
    'check [email]',
    'hold files against the blob store: there, of the right size, the right bytes',
    async (run, email: string | undefined, options: CheckFilesOptions) =>
      (await import('./check.js')).check(run, email, options),
  )
    .option('--all', 'everybody')
    .option('--read-data', 'read every file and compare its digest, not only its size')
    .option('--repair', 'heal what can be healed, note the rest as damaged, remove what nothing refers to')
    .option('--from <archive...>', 'archives to heal from');
  for (const option of EXPORT_ALL)
    program.commands.find((each) => each.name() === 'export')?.addOption(option);
  addLoginCommands(program, command);
  addCompletion(program, command);
  return program;
}

/**
 * Runs one command to its end.
 * @param args as they follow the program's name
 * @param signal aborted by Ctrl-C; the command then leaves nothing behind
 * @returns the exit status
 */
export async function runCommand(
  args: readonly string[],
  signal: AbortSignal,
  streams: Streams = process,
): Promise<number> {
  const call: Call = { exitCode: EXIT.done, terminal: openTerminal(args.includes('--json'), streams) };
  try {
    const local = createProgram(signal, call, streams);
    const { args: routed, way } = routeOf(local, args);
    const command = commandAdder(call, streams, signal);
    const program = {
      here: () => local,
      elsewhere: () => createRemoteProgram(local, command),
      everybody: () => createExportAllProgram(local, command),
    }[way]();
    await program.parseAsync(routed, { from: 'user' });
    return call.exitCode;
  } catch (error) {
    const { report } = await import('./failure.js');
    return report(error, call.terminal, signal.aborted);
  }
}
