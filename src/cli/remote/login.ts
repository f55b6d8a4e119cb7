/** `login` and `logout`: a personal access token for this machine, made at the service and kept in a file. */
import { createInterface } from 'node:readline';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { question } from '../agree.js';
import { UsageError } from '../exit.js';
import type { Run } from '../run.js';
import { readJson, Refused, send } from './http.js';
import { openRemote, readLogin, removeLogin, requireUrl, type Login, writeLogin } from './login-file.js';

export interface LoginOptions {
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly tokenStdin?: boolean;
}

interface SignedIn {
  readonly user: { readonly email: string };
}

/** @param address of the service, or a link that signs in once */
export async function login(
  { terminal, signal }: Run,
  address: string,
  { email, passwordStdin, tokenStdin }: LoginOptions,
): Promise<void> {
  const [, base, link] = /^(.*)\/sign-in#(.+)$/.exec(address) ?? [];
  const url = requireUrl(base ?? address);
  let made: Login;
  if (tokenStdin) made = await withToken(url, await standardInput(), signal);
  else if (link !== undefined) made = await makeToken(url, '/api/auth/link', { token: link }, signal);
  else {
    const name = email ?? (await asked('E-mail address: ', terminal.interactive, signal));
    const password = passwordStdin
      ? await standardInput()
      : await askedSecretly('Password: ', terminal.interactive, signal);
    made = await makeToken(url, '/api/auth/login', { email: name, password }, signal);
  }
  const file = await writeLogin(made);
  terminal.result({ url, email: made.email, file }, [
    `Logged in to ${url} as ${made.email}. The token is in ${file}.`,
  ]);
}

/** Signs in, makes a token, and signs out again: the session is not needed any more. */
async function makeToken(
  url: string,
  path: string,
  credentials: object,
  signal: AbortSignal,
): Promise<Login> {
  const json = { 'content-type': 'application/json' };
  const answer = await send(
    { url },
    { method: 'POST', path, headers: json, body: JSON.stringify(credentials) },
    signal,
  );
  const { user } = await readJson<SignedIn>(answer, url);
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
  try {
    const body = JSON.stringify({ name: `carol at ${hostname()}` });
    const made = await send(
      { url },
      { method: 'POST', path: '/api/auth/tokens', headers: { ...json, cookie }, body },
      signal,
    );
    const { token, id } = await readJson<{ token: string; id: string }>(made, url);
    return { url, token, tokenId: id, email: user.email };
  } finally {
    await send({ url }, { method: 'POST', path: '/api/auth/logout', headers: { cookie } }, signal).then(
      ({ body }) => body.resume(),
      () => undefined,
    );
  }
}

async function withToken(url: string, token: string, signal: AbortSignal): Promise<Login> {
  const answer = await send({ url, token }, { method: 'GET', path: '/api/auth/session' }, signal);
  const { user } = await readJson<SignedIn>(answer, url);
  return { url, token, email: user.email };
}

/** Revokes the token that `login` made, and forgets it; one that was given is forgotten. */
export async function logout({ terminal, signal }: Run): Promise<void> {
  const known = await readLogin();
  if (!known) {
    terminal.result({ loggedOut: false }, ['You are not logged in.']);
    return;
  }
  if (known.tokenId !== undefined) await revoke(known, known.tokenId, signal);
  await removeLogin();
  terminal.result({ loggedOut: true, url: known.url }, [`Logged out of ${known.url}.`]);
}

async function revoke(known: Login, id: string, signal: AbortSignal): Promise<void> {
  const path = `/api/auth/tokens/${encodeURIComponent(id)}`;
  try {
    await readJson(await send(known, { method: 'DELETE', path }, signal), known.url);
  } catch (error) {
    // It was revoked before.
    if (!(error instanceof Refused) || (error.status !== 401 && error.status !== 404)) throw error;
  }
}

/** Whose data commands without an account are about. */
export async function whoami({ terminal, signal }: Run): Promise<void> {
  const remote = await openRemote();
  const { user } = await readJson<SignedIn>(
    await send(remote, { method: 'GET', path: '/api/auth/session' }, signal),
    remote.url,
  );
  terminal.result({ url: remote.url, ...user }, [`${user.email} at ${remote.url}`]);
}

/** One line break at the end is of the tool that wrote it. */
const standardInput = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');

async function asked(prompt: string, interactive: boolean, signal: AbortSignal): Promise<string> {
  if (!interactive)
    throw new UsageError('Nobody is here to be asked: give --email and --password-stdin, or --token-stdin.');
  return (await question(prompt, signal)).trim();
}

/** What is typed is not shown. */
async function askedSecretly(prompt: string, interactive: boolean, signal: AbortSignal): Promise<string> {
  if (!interactive) throw new UsageError('Nobody is here to be asked: give --password-stdin.');
  process.stderr.write(prompt);
  const lines = createInterface({ input: process.stdin, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
