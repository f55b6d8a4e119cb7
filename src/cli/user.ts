/** `user` and `token`: who may use this instance, and with what. */
import { text } from 'node:stream/consumers';
import { question } from './agree.js';
import { accountOf, withCarol } from './carol.js';
import { UsageError } from './exit.js';
import type { Run } from './run.js';

export interface UserOptions {
  readonly passwordStdin?: boolean;
  readonly yes?: boolean;
}

/** One line break at the end is of the tool that wrote it, not of the password. */
const readPassword = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');

/** Makes an account; without a password it is used with tokens, here and over HTTP. */
export async function createUser(
  { terminal, signal }: Run,
  email: string,
  options: UserOptions,
): Promise<void> {
  const password = options.passwordStdin ? await readPassword() : undefined;
  const account = await withCarol(signal, ({ accounts }) => accounts.createUser(email, password));
  terminal.result({ id: account.id, email: account.email }, [`Created ${account.email}`]);
}

/** Prints a new personal access token and nothing else. */
export async function createToken({ terminal, signal }: Run, email: string): Promise<void> {
  const token = await withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    return carol.accounts.createToken(account.id, 'command line');
  });
  terminal.result({ token }, [token]);
}

export async function listUsers({ terminal, signal }: Run): Promise<void> {
  await withCarol(signal, async ({ accounts }) => {
    const users: { readonly id: string; readonly email: string }[] = [];
    for await (const { id, email } of accounts.all()) users.push({ id, email });
    terminal.result(
      { users },
      users.map(({ email }) => email),
    );
  });
}

export async function setPassword({ terminal, signal }: Run, email: string): Promise<void> {
  if (process.stdin.isTTY) throw new UsageError('The password is read from standard input: redirect it.');
  const password = await readPassword();
  await withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    await carol.accounts.setPassword(account.id, password);
    terminal.result({ id: account.id, email: account.email }, [
      `The password of ${account.email} is set; its sessions are ended. Its tokens still hold.`,
    ]);
  });
}

/** @returns whether it was done; false where the person said no */
export async function deleteUser(
  { terminal, signal }: Run,
  email: string,
  { yes }: UserOptions,
): Promise<boolean> {
  if (!yes && (!terminal.interactive || terminal.json))
    throw new UsageError(
      'This deletes an account for good, and nobody is here to be asked. Export it, then add --yes.',
    );
  return withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    if (!yes) {
      const answer = await question(`Delete ${account.email} and everything that it has? [y/N] `, signal);
      if (!/^y(es)?$/i.test(answer.trim())) {
        terminal.note('Nothing was changed.');
        return false;
      }
    }
    await carol.accounts.deleteUser(account.id);
    terminal.result({ id: account.id, email: account.email }, [
      `Deleted ${account.email} and its rows. Its files are removed by the sweep of the file store.`,
    ]);
    return true;
  });
}

export async function listTokens({ terminal, signal }: Run, email: string): Promise<void> {
  await withCarol(signal, async (carol) => {
    const tokens = await carol.tokens.list((await accountOf(carol, email)).id);
    terminal.result(
      { tokens },
      tokens.map(({ id, name, createdAt }) => `${id}  ${createdAt}  ${name}`),
    );
  });
}

export async function revokeToken({ terminal, signal }: Run, email: string, id: string): Promise<void> {
  await withCarol(signal, async (carol) => {
    await carol.tokens.revoke((await accountOf(carol, email)).id, id);
    terminal.result({ id }, ['Revoked.']);
  });
}
