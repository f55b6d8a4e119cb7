/** The commands about accounts and tokens of this instance, about the login elsewhere, and about the shell. */
import { Command, Option } from 'commander';
import type { AddCommand } from './add-command.js';
import type { DiffOptions } from './diff.js';
import type { ExportAllOptions } from './export-all.js';
import type { LoginOptions } from './remote/login.js';
import type { UserOptions } from './user.js';

export function addUserCommands(user: Command, token: Command, command: AddCommand): void {
  const parts = (): Promise<typeof import('./user.js')> => import('./user.js');
  command(user, 'list', 'list the accounts', async (run) => (await parts()).listUsers(run));
  command(
    user,
    'password <email>',
    'set the password, which ends every session; it is read from standard input',
    async (run, email: string) => (await parts()).setPassword(run, email),
  );
  command(
    user,
    'delete <email>',
    'delete an account and everything that it has',
    async (run, email: string, options: UserOptions) => (await parts()).deleteUser(run, email, options),
  ).option('--yes', 'do not ask');
  command(token, 'list <email>', 'list the tokens of an account', async (run, email: string) =>
    (await parts()).listTokens(run, email),
  );
  command(token, 'revoke <email> <id>', 'end a token', async (run, email: string, id: string) =>
    (await parts()).revokeToken(run, email, id),
  );
}

export function addLoginCommands(program: Command, command: AddCommand): void {
  const parts = (): Promise<typeof import('./remote/login.js')> => import('./remote/login.js');
  command(
    program,
    'login <url>',
    'log in to a service elsewhere, by its address or a sign-in link: commands without <email> are about it from then on',
    async (run, url: string, options: LoginOptions) => (await parts()).login(run, url, options),
  )
    .option('--email <email>', 'of the account')
    .option('--password-stdin', 'read the password from standard input')
    .option('--token-stdin', 'read a personal access token from standard input, and keep that');
  command(program, 'logout', 'revoke the token of the login, and forget it', async (run) =>
    (await parts()).logout(run),
  );
  command(program, 'whoami', 'say where the command line is logged in, and as whom', async (run) =>
    (await parts()).whoami(run),
  );
}

export function addDiff(program: Command, command: AddCommand): void {
  command(
    program,
    'diff <file> [later]',
    'say what differs between two archives, row by row; or between an account and an archive, where there is one alone',
    async (run, file: string, later: string | undefined, options: DiffOptions) =>
      (await import('./diff.js')).diff(run, [file, later], options),
  )
    .option('--as <email>', 'an account of this instance; without it, the one that you are logged in to')
    .addHelpText(
      'after',
      '\nNeeds no database for two archives. Exit status: 0 they are the same, 1 they differ, 2 they cannot be compared.',
    );
}

export function addCompletion(program: Command, command: AddCommand): void {
  command(
    program,
    'completion <shell>',
    'print a script that completes commands and options: eval "$(carol completion bash)"',
    async ({ terminal }, shell: string) => {
      const { completionFor } = await import('./completion.js');
      const script = completionFor(shell, program);
      if (terminal.json) terminal.result({ shell, script }, []);
      else await terminal.print([script.trimEnd()]);
    },
  );
}

/** `export --all`, whose arguments are others than those of one account. */
export function createExportAllProgram(local: Command, command: AddCommand): Command {
  const program = new Command('carol').exitOverride().showHelpAfterError('(--help says more)');
  const all = command(program, 'export', '', async (run, options: ExportAllOptions) =>
    (await import('./export-all.js')).exportAll(run, options),
  );
  for (const option of EXPORT_ALL) all.addOption(option);
  const shared = local.commands
    .find((each) => each.name() === 'export')
    ?.options.filter(({ long }) => long === '--areas' || long === '--no-viewer');
  for (const option of shared ?? []) all.addOption(option);
  return program;
}

export const EXPORT_ALL = [
  new Option(
    '--all <folder>',
    'everybody: an archive for each account, in a folder; those that are there are left out',
  ),
  new Option('--parallel <count>', 'with --all: how many at once').default('4'),
];
