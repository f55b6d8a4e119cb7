/** How long a start in production takes, beside that of the smallest application of the same framework. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../src/config.js';
import { PACKAGE_ROOT } from '../src/version.js';
import { ask } from './client.js';
import { quantile } from './clock.js';
import { cpuOf } from './cpu.js';
import type { Figure } from './figure.js';
import { NODE_SCRIPT } from './service.js';

interface Start {
  /** Milliseconds from the start of the process until it answers. */
  readonly wall: number;
  /** CPU seconds until then. */
  readonly cpu: number | undefined;
  readonly output: string;
}

export const startFigure: Figure = {
  name: 'start',
  title: 'start in production until ready',
  unit: 'ms',
  isOfProcess: true,
  aim: () => ({ times: 2 }),
  async measure({ databaseUrl, folder, rounds, stop }) {
    const cwd = join(folder, 'start');
    await mkdir(cwd);
    const hello = [
      process.execPath,
      '--enable-source-maps',
      fileURLToPath(new URL('./hello.js', import.meta.url)),
    ];
    const carol = ['/bin/sh', NODE_SCRIPT, join(PACKAGE_ROOT, 'dist', 'bundle', 'main.js')];
    const settings = { PORT: '0', NODE_ENV: 'production', DATABASE_URL: databaseUrl, DATA_DIR: cwd };
    const floors: Start[] = [];
    const starts: Start[] = [];
    for (let round = 0; round < rounds; round++) {
      floors.push(await start(hello, '/', { cwd, env: { NODE_ENV: 'production' }, stop }));
      starts.push(await start(carol, '/health/ready', { cwd, env: settings, stop }));
    }
    const floor = medians(floors);
    const measured = medians(starts);
    const isBuilding = starts.some(({ output }) => output.includes('building the web client'));
    return {
      floor: floor.wall,
      measured: measured.wall,
      ...(floor.cpu && measured.cpu ? { cpu: { floor: floor.cpu, measured: measured.cpu } } : {}),
      ...(isBuilding ? { note: 'the web client was not built, and its build ran beside it' } : {}),
    };
  },
};

interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stop: AbortSignal;
}

async function start(
  [command = '', ...args]: readonly string[],
  path: string,
  { cwd, env, stop }: StartOptions,
): Promise<Start> {
  stop.throwIfAborted();
  const begun = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...childEnvironment(), NODE: process.execPath, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  stop.addEventListener('abort', kill);
  process.once('exit', kill);
  let output = '';
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      output += chunk.toString();
      const url = /"url":"([^"]+)"/.exec(output)?.[1];
      if (url === undefined) continue;
      const answer = await ask(url + path);
      const wall = performance.now() - begun;
      const cpu = await cpuOf(child.pid ?? 0);
      answer.resume();
      return { wall, cpu, output };
    }
    throw new Error(`The start ended: ${output}`);
  } finally {
    child.kill('SIGTERM');
    await exit;
    stop.removeEventListener('abort', kill);
    process.off('exit', kill);
  }
}

function medians(starts: readonly Start[]) {
  const known = starts.flatMap(({ cpu }) => cpu ?? []);
  return {
    wall: quantile(
      starts.map(({ wall }) => wall),
      0.5,
    ),
    // Of PostgreSQL a start asks hardly anything.
    cpu: known.length === 0 ? undefined : { process: quantile(known, 0.5), postgres: 0 },
  };
}
