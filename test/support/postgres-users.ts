/** Starts processes that use an embedded PostgreSQL, and looks at what the operating system says about it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface PostgresUser {
  readonly url: string;
  readonly owned: boolean;
  readonly process: ChildProcess;
  /** The next message that the process prints. */
  next(): Promise<Readonly<Record<string, unknown>>>;
  /** Lets it stop in order. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** A process of its own group, as a terminal would start it; `account` only as root. */
export async function startPostgresUser(
  folder: string,
  account?: { readonly uid: number; readonly gid: number },
): Promise<PostgresUser> {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', here('typescript.js'), here('postgres-user.ts'), folder],
    {
      ...account,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Readonly<Record<string, unknown>>> => {
    const line = await lines.next();
    if (line.done) throw new Error('the process ended without a word');
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  const { url, owned } = await next();
  return {
    url: String(url),
    owned: owned === true,
    process: child,
    next,
    stop: async () => {
      child.stdin.write('stop\n');
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The server's process, from its own file. */
export function serverPid(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
}

/** One that has ended is not alive, also while its parent has not taken note of that yet (a zombie). */
export function isAlive(pid: number): boolean {
  const found = process.platform === 'linux' ? readProcess(pid) : processes().find((one) => one.pid === pid);
  return found !== undefined && found.state !== 'Z';
}

/** Rejects when the process is still there after 15 s. */
export async function gone(pid: number): Promise<void> {
  for (let poll = 0; poll < 1500; poll++) {
    if (!isAlive(pid)) return;
    await sleep(10);
  }
  throw new Error(`process ${pid} is still running`);
}

/** The shell that waits for the server, and its helper that waits for the end of all users. */
export function watchdogsOf(server: number): readonly number[] {
  const all = processes();
  const shell = all.find(({ pid }) => pid === server)?.parent;
  if (shell === undefined || shell <= 1) throw new Error(`process ${server} has no watchdog`);
  const helpers = all.filter(({ pid, parent }) => parent === shell && pid !== server);
  return [shell, ...helpers.map(({ pid }) => pid)];
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** One letter: Z is a zombie. */
  readonly state: string;
}

function processes(): readonly Process[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,state='], { encoding: 'utf8' }).trim().split('\n');
    return lines
      .map((line) => line.trim().split(/\s+/))
      .map(([pid, parent, state = '']) => ({
        pid: Number(pid),
        parent: Number(parent),
        state: state.charAt(0),
      }));
  }
  return readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : [],
  );
}

/** On Linux; undefined when there is none. */
function readProcess(pid: number): Process | undefined {
  try {
    // proc_pid_stat(5): the name in parentheses may hold anything; state and parent follow it.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    const [state = '', parent] = text.split(' ');
    return { pid, parent: Number(parent), state };
  } catch {
    return undefined;
  }
}
