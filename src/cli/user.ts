/** `user create` and `token create`: who may use this instance, and with what. */
import { text } from 'node:stream/consumers';
import { accountOf, withCarol } from './carol.js';
import type { Run } from './run.js';

export interface UserOptions {
  readonly passwordStdin?: boolean;
}

/** Makes an account; without a password it is used with tokens, here and over HTTP. */
export async function createUser(
  { terminal, signal }: Run,
  email: string,
  options: UserOptions,
): Promise<void> {
  // One line break at the end is of the tool that wrote it, not of the password.
  const password = options.passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
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
