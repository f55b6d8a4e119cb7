/** The built web client: whether it is there, and building it behind the running service when it is not. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../config.js';

/** `absent`: the client's packages are not installed, which is fine for a server alone. */
export type CardState = 'ready' | 'building' | 'failed' | 'absent';

export interface Card {
  readonly state: CardState;
  /** Where the built files lie, once the state is `ready`. */
  readonly directory: string;
  /** Ends a build that runs, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** What the built files are made from, relative to the client's folder. */
const SOURCES = ['app', 'src', 'public', 'app.json', 'package.json', 'babel.config.js', 'tsconfig.json'];
const STAMP = '.sources';
/** The build yields to requests: they are what people wait for. */
const NICE = 10;

/**
 * Opens the card in the client's folder, and starts to build it if its sources have changed since the last time.
 * @param log told, in one line each, what happens
 */
export async function openCard(clientFolder: string, log: (line: string) => void): Promise<Card> {
  const directory = join(clientFolder, 'dist');
  const stamp = await stampOf(clientFolder);
  const built = await readFile(join(directory, STAMP), 'utf8').catch(() => null);
  if (built !== null && (built === stamp || !isInstalled(clientFolder))) {
    return { state: 'ready', directory, stop: async () => undefined };
  }
  if (!isInstalled(clientFolder)) return { state: 'absent', directory, stop: async () => undefined };
  return startBuild(clientFolder, directory, stamp, log);
}

function startBuild(
  clientFolder: string,
  directory: string,
  stamp: string,
  log: (line: string) => void,
): Card {
  let state: CardState = 'building';
  // Beside the old files, which stay until the new ones are whole; by process, as two may build at once.
  const target = join(clientFolder, `.dist-${process.pid}`);
  const started = performance.now();
  log('building the web client, once; the API answers meanwhile');
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
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
  const finished = ended
    .then(async (code) => {
      if (code !== 0) throw new Error('expo export failed');
      await writeFile(join(target, STAMP), stamp);
      await rm(directory, { recursive: true, force: true });
      await rename(target, directory);
      state = 'ready';
      log(`the web client is built (${Math.round((performance.now() - started) / 1000)} s)`);
    })
    .catch(async () => {
      state = 'failed';
      await rm(target, { recursive: true, force: true });
      if (!child.killed)
        log(
          'the web client could not be built; "npm run build -w @carol/client" says why. The API works without it.',
        );
    });
  return {
    get state() {
      return state;
    },
    directory,
    async stop() {
      child.kill();
      await finished;
    },
  };
}

function isInstalled(clientFolder: string): boolean {
  try {
    return existsSync(createRequire(join(clientFolder, 'package.json')).resolve('expo/bin/cli'));
  } catch {
    return false;
  }
}

/** A digest over the names and bytes of everything that the build depends on. */
async function stampOf(clientFolder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) await addTo(hash, clientFolder, source);
  return hash.digest('hex');
}

async function addTo(hash: ReturnType<typeof createHash>, root: string, path: string): Promise<void> {
  const full = join(root, path);
  const entries = await readdir(full, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    hash.update(path).update(await readFile(full).catch(() => ''));
    return;
  }
  for (const { name } of entries.sort((one, other) => (one.name < other.name ? -1 : 1)))
    await addTo(hash, root, join(path, name));
}
