/** Where the command line keeps whom it is logged in as: a file that its owner alone can read. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { loadCommandLine } from '../../config.js';
import { parseUrl } from '../../http/parse-url.js';
import { UsageError } from '../exit.js';

const LOGIN = z.object({
  url: z.string(),
  token: z.string(),
  /** Of the token, where it was made by `login`. */
  tokenId: z.string().optional(),
  email: z.string(),
});

export type Login = z.infer<typeof LOGIN>;

/** @returns undefined where nobody is logged in. @throws UsageError where the file is not what it should be */
export async function readLogin(): Promise<Login | undefined> {
  const { loginFile } = loadCommandLine();
  const text = await readFile(loginFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UsageError(`${loginFile} cannot be read (${error.code}).`);
  });
  if (text === undefined) return undefined;
  try {
    return LOGIN.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${loginFile} is damaged. Remove it, and log in again.`);
  }
}

/** Replaces what was there, in one step. */
export async function writeLogin(login: Login): Promise<string> {
  const { loginFile } = loadCommandLine();
  await mkdir(dirname(loginFile), { recursive: true, mode: 0o700 });
  const draft = `${loginFile}.${process.pid}.part`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(login, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, loginFile);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return loginFile;
}

export const removeLogin = (): Promise<void> => rm(loadCommandLine().loginFile, { force: true });

export interface Remote {
  /** With no slash at its end. */
  readonly url: string;
  readonly token: string;
}

/**
 * The service that commands without an account are about: that of the environment, or that of the login.
 * @throws UsageError where there is none
 */
export async function openRemote(): Promise<Remote> {
  const { url, token } = loadCommandLine();
  const login = url !== undefined && token !== undefined ? undefined : await readLogin();
  const address = url ?? login?.url;
  // A token is for the service that made it, and sent to no other.
  const secret = token ?? (url === undefined || url === login?.url ? login?.token : undefined);
  if (address === undefined || secret === undefined)
    throw new UsageError(
      'Say whose data: on the server by the e-mail address of an account; elsewhere log in with “carol login <url>”, or set CAROL_URL and CAROL_TOKEN.',
    );
  // What a header can hold (RFC 9110, section 5.5) without being read otherwise at the other end.
  if (!/^[\x21-\x7e]+$/.test(secret))
    throw new UsageError(
      'This is no token: it has letters or spaces that no token has. Copy it once more, whole.',
    );
  return { url: requireUrl(address), token: secret };
}

/** @throws UsageError unless it is the address of a service */
export function requireUrl(text: string): string {
  const url = parseUrl(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.username !== '')
    throw new UsageError(
      `${JSON.stringify(text)} is not the address of a service, like https://carol.example.`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
