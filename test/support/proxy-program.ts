/** A reverse proxy as a program of the system, in a folder of its own, until it is stopped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/database/server-connection.js';
import { eventually } from './raw-http.js';

export interface RunningProxy {
  /** Of the service, by way of the proxy; without a path. */
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

export interface ProxyProgram {
  readonly tool: string;
  /** Of the configuration and other files, in the folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** What it writes its complaints to. */
  readonly log: string;
}

/** It ends when its standard input does: also where the tests are killed. */
const UNTIL_TOLD = '"$@" & proxy=$!; read -r _; kill "$proxy"; wait "$proxy"';

/** @param describe the program, once it is known on which port it listens and in which folder it runs */
export async function startProxyProgram(
  scheme: 'http' | 'https',
  describe: (port: number, folder: string) => ProxyProgram,
): Promise<RunningProxy> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'carol-proxy-'));
  // As root it answers under another account.
  await chmod(folder, 0o755);
  const { tool, files, args, log } = describe(port, folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { PATH = '' } = process.env;
  const child = spawn('sh', ['-c', UNTIL_TOLD, 'sh', tool, ...args], {
    cwd: folder,
    env: { PATH, HOME: folder },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    await rm(folder, { recursive: true });
  };
  try {
    await eventually(() => connects(port));
  } catch (error) {
    const said = await readFile(join(folder, log), 'utf8').catch(() => '');
    await stop();
    throw new Error(`${tool} does not start: ${said}`, { cause: error });
  }
  return { url: `${scheme}://127.0.0.1:${port}`, folder, stop };
}

async function connects(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}
