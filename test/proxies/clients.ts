/** Programs as people use them to talk to the service, and how each tells what it saw. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installed } from '../support/installed.js';
import { runCommand } from '../support/run-command.js';
import type { Place } from './matrix.js';

export const hasCurl = installed('curl', 'curl');

export interface Seen {
  /** The exit status of curl: 0 where it thinks that all is well. */
  readonly exit: number | string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** With names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Asks by curl. */
export async function curl(
  { way, base, folder }: Place,
  path: string,
  args: readonly string[],
): Promise<Seen> {
  const [head, body] = [join(folder, randomUUID()), join(folder, randomUUID())];
  const common = ['-sS', ...way.curl, '-D', head, '-o', body, '-w', '%{http_code}'];
  const { status: exit, stdout } = await runCommand(folder, 'curl', [...common, ...args, base + path]);
  const headers = (await taken(head))
    .toString()
    .split('\r\n')
    .map((line) => /^([\w-]+): (.*)$/.exec(line) ?? []);
  return {
    exit,
    status: Number(stdout),
    headers: new Map(headers.map(([, name = '', value = '']) => [name.toLowerCase(), value])),
    body: await taken(body),
  };
}

async function taken(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  await rm(file, { force: true });
  return bytes;
}

export const bearer = (token: string): readonly string[] => ['-H', `Authorization: Bearer ${token}`];

/** How it ended, in few words. */
export const inWords = ({ status, exit }: Pick<Seen, 'status' | 'exit'>): string =>
  [status === 0 ? 'no answer' : String(status), ...(exit === 0 ? [] : [`curl ${exit}`])].join(', ');

const PYTHON = `
import ssl, sys, urllib.request
request = urllib.request.Request(sys.argv[1], headers={'Authorization': 'Bearer ' + sys.argv[2]})
try:
    with urllib.request.urlopen(request, context=ssl._create_unverified_context()) as answer:
        while answer.read(65536):
            pass
    print('no error')
except Exception as error:
    print(type(error).__name__)
`;

const FETCH = `
const [, url, token] = process.argv;
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
fetch(url, { headers: { authorization: 'Bearer ' + token } })
  .then((answer) => answer.arrayBuffer())
  .then(() => 'no error', (error) => error.name)
  .then(console.log);
`;

/** A program that downloads, and says `no error` or the name of its error. */
export interface Downloader {
  readonly name: string;
  readonly missing: string | null;
  /** The program and its arguments before those of the script. */
  readonly command: readonly [program: string, ...args: string[]];
  /** What it says where the download breaks off. */
  readonly broken: RegExp;
}

export const DOWNLOADERS: readonly Downloader[] = [
  {
    name: 'Python',
    missing: installed('python3', 'Python') ? null : 'needs python3',
    command: ['python3', '-c', PYTHON],
    broken: /^(IncompleteRead|ConnectionResetError)$/,
  },
  {
    name: 'fetch of Node',
    missing: null,
    command: [process.execPath, '--no-warnings', '-e', FETCH],
    broken: /^TypeError$/,
  },
];

export async function downloadBy(
  { command: [program, ...args] }: Downloader,
  { base, folder }: Place,
  token: string,
): Promise<string> {
  const { stdout } = await runCommand(folder, program, [...args, `${base}/api/export`, token]);
  return stdout.trim();
}
