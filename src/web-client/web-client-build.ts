/** The built web client: whether it is there, and building it behind the running service when it is not. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../config.js';
import { builtState, sourcesDigest, stampBuild } from './build-stamp.js';

/** `absent`: the client's packages are not installed, which is fine for a server alone. */
export type WebClientState = 'ready' | 'building' | 'failed' | 'absent';

export interface WebClient {
  readonly state: WebClientState;
  /** Where the built files lie, once the state is `ready`. */
  readonly directory: string;
  /** Ends a build that runs, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** The build yields to requests: they are what people wait for. */
const NICE = 10;
/** How the folder of a build in the making begins; the number of its process follows. */
const DRAFT = '.dist-';

/** Milliseconds that a build which is told to end may take until it is killed: it writes to a folder that is thrown away. */
const KILL_AFTER = 1_000;

/**
 * Opens the web client in the client's folder, and starts to build it where its sources have changed since the last time, or where files
 * of the last build are missing.
 * @param log told, in one line each, what happens
 * @param signal ends a build that runs; what such a build wrote is thrown away, whatever its exit status
 */
export async function openWebClient(
  clientFolder: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<WebClient> {
  const directory = builtFolder(clientFolder);
  const sources = await sourcesDigest(clientFolder);
  const built = await builtState(directory);
  const still = (state: WebClientState): WebClient => ({ state, directory, stop: async () => undefined });
  if (!isInstalled(clientFolder)) {
    if (built.sources === undefined) return still('absent');
    if (built.fault === undefined) return still('ready');
    log(
      `the web client is not whole and is not served: ${built.fault}. Its packages are not installed here: ` +
        'run "npm install" and start again',
    );
    return still('absent');
  }
  if (built.sources === sources && built.isListed && built.fault === undefined) return still('ready');
  if (built.fault !== undefined) log(`the web client is not whole and is built again: ${built.fault}`);
  signal?.throwIfAborted();
  await removeAbandoned(clientFolder);
  return startBuild(clientFolder, sources, log, signal);
}

const builtFolder = (clientFolder: string): string => join(clientFolder, 'dist');

function startBuild(
  clientFolder: string,
  sources: string,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): WebClient {
  const directory = builtFolder(clientFolder);
  let state: WebClientState = 'building';
  let isStopped = false;
  // Beside the old files, which stay until the new ones are whole; by process, as two may build at once.
  const target = join(clientFolder, `${DRAFT}${process.pid}`);
  const started = performance.now();
  log('building the web client, once; the API answers meanwhile');
  const child = startExpo(clientFolder, target);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
  const stop = (): void => {
    if (isStopped) return;
    isStopped = true;
    child.kill();
    const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER).unref();
    void ended.then(() => clearTimeout(kill));
  };
  // Ctrl-C reaches the child too, which then ends with status 0: the signal says that it did not end by itself.
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const finished = ended
    .then(async (code) => {
      if (code !== 0) throw new Error(`the build ended with status ${code}`);
      if (isStopped) throw new Error('the build was interrupted');
      await stampBuild(target, sources);
      if (isStopped) throw new Error('the build was interrupted');
      await rm(directory, { recursive: true, force: true });
      await rename(target, directory);
      state = 'ready';
      log(`the web client is built (${Math.round((performance.now() - started) / 1000)} s)`);
    })
    .catch(async (error: unknown) => {
      await rm(target, { recursive: true, force: true, maxRetries: 3 });
      state = 'failed';
      const reason = error instanceof Error ? error.message : '';
      if (!isStopped)
        log(
          `the web client could not be built (${reason}); "npm run build -w @carol/client" says why. The API works without it.`,
        );
    })
    .finally(() => signal?.removeEventListener('abort', stop));
  return {
    get state() {
      return state;
    },
    directory,
    async stop() {
      stop();
      await finished;
    },
  };
}

function startExpo(clientFolder: string, target: string): ChildProcess {
  const expo = createRequire(join(clientFolder, 'package.json')).resolve('expo/bin/cli');
  const child = spawn(process.execPath, [expo, 'export', '--platform', 'web', '--output-dir', target], {
    cwd: clientFolder,
    env: {
      ...childEnvironment(),
      NODE_ENV: 'production',
      CI: '1',
      EXPO_NO_TELEMETRY: '1',
      EXPO_OFFLINE: '1',
    },
    stdio: 'ignore',
  });
  if (child.pid !== undefined) {
    try {
      setPriority(child.pid, NICE);
    } catch {
      // It may have ended already; it is only a courtesy.
    }
  }
  return child;
}

/** Removes what builds left behind whose process was killed. */
async function removeAbandoned(clientFolder: string): Promise<void> {
  for (const name of await readdir(clientFolder)) {
    const pid = Number(name.startsWith(DRAFT) ? name.slice(DRAFT.length) : NaN);
    if (Number.isInteger(pid) && (pid === process.pid || !isAlive(pid)))
      await rm(join(clientFolder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isInstalled(clientFolder: string): boolean {
  try {
    return existsSync(createRequire(join(clientFolder, 'package.json')).resolve('expo/bin/cli'));
  } catch {
    return false;
  }
}
