/** The built web client: whether it is there and whole, and building it behind the running service when it is not. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { builtState, sourcesDigest, stampBuild } from './build-stamp.js';
import type { FileDigests } from './built-files.js';
import { draftFolder, isInstalled, removeAbandoned, startExpo } from './bundler.js';

/** `absent`: the client's packages are not installed, which is fine for a server alone. */
export type WebClientState = 'ready' | 'building' | 'failed' | 'absent';

export interface WebClient {
  readonly state: WebClientState;
  /** Where the built files lie, once the state is `ready`. */
  readonly directory: string;
  /** What the built files are, by path; empty where nobody noted it. */
  readonly files: FileDigests;
  /**
   * Tells that a file which was built is not there any more, or not as it was: the web client is built again where that is possible, and else
   * no longer served.
   * @param fault completes "the web client is not whole: …"
   */
  reportFault(fault: string): void;
  /** Ends a build that runs, and resolves when it has ended. */
  stop(): Promise<void>;
}

interface Build {
  /** Resolves with the files when they are in their place. @throws Error that says why there are none */
  readonly finished: Promise<FileDigests>;
  /** Ends it. */
  stop(): void;
}

/** Milliseconds that a build which is told to end may take until it is killed: it writes to a folder that is thrown away. */
const KILL_AFTER = 1_000;
/** Milliseconds. Where files are lost again so soon, somebody removes them, and building on is no use. */
const TOO_SOON = 60_000;

/**
 * Opens the web client in the client's folder, and starts to build it where its sources have changed since the last time, or where files
 * of the last build are missing or changed.
 * @param log told, in one line each, what happens
 * @param signal ends a build that runs; what such a build wrote is thrown away, whatever its exit status
 */
export async function openWebClient(
  clientFolder: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<WebClient> {
  const directory = builtFolder(clientFolder);
  const built = await builtState(directory);
  const client = {
    state: 'ready' as WebClientState,
    files: built.files ?? {},
    builtAt: -Infinity,
    build: undefined as Build | undefined,
    settled: Promise.resolve(),
  };

  /** Resolves when the build has begun, with the promise of its end in `settled`. */
  const build = async (): Promise<{ readonly settled: Promise<void> }> => {
    client.state = 'building';
    signal?.throwIfAborted();
    const sources = await sourcesDigest(clientFolder);
    await removeAbandoned(clientFolder);
    const started = performance.now();
    log('building the web client, once; the API answers meanwhile');
    client.build = startBuild(clientFolder, sources);
    // Ctrl-C reaches the child too, which then ends with status 0: the signal says that it did not end by itself.
    signal?.addEventListener('abort', client.build.stop, { once: true });
    if (signal?.aborted) client.build.stop();
    const settled = client.build.finished
      .then((files) => {
        client.files = files;
        client.state = 'ready';
        client.builtAt = performance.now();
        log(`the web client is built (${Math.round((client.builtAt - started) / 1000)} s)`);
      })
      .catch((error: unknown) => {
        client.state = 'failed';
        if (error instanceof Stopped) return;
        log(
          `the web client could not be built (${error instanceof Error ? error.message : ''}); ` +
            '"npm run build -w @carol/client" says why. The API works without it.',
        );
      });
    return { settled };
  };

  const giveUp = (fault: string): void => {
    client.state = 'absent';
    log(
      `the web client is not whole and is not served: ${fault}. Its packages are not installed here: ` +
        'run "npm install" and start again',
    );
  };

  const mend = async (reported: string): Promise<void> => {
    const found = await builtState(directory);
    if (found.files && found.fault === undefined) {
      // Another process has built it meanwhile.
      client.files = found.files;
      client.state = 'ready';
      return;
    }
    const fault = found.fault ?? reported;
    if (!isInstalled(clientFolder)) {
      giveUp(fault);
    } else if (performance.now() - client.builtAt < TOO_SOON) {
      client.state = 'failed';
      log(`the web client has lost files as soon as it was built, and is not served: ${fault}`);
    } else {
      log(`the web client is not whole and is built again: ${fault}`);
      await (
        await build()
      ).settled;
    }
  };

  if (isInstalled(clientFolder)) {
    const isFresh = built.files !== undefined && built.sources === (await sourcesDigest(clientFolder));
    if (built.fault !== undefined) log(`the web client is not whole and is built again: ${built.fault}`);
    if (!isFresh || built.fault !== undefined) client.settled = (await build()).settled;
  } else if (!built.exists) client.state = 'absent';
  else if (built.fault !== undefined) giveUp(built.fault);

  return {
    directory,
    get state() {
      return client.state;
    },
    get files() {
      return client.files;
    },
    reportFault(fault) {
      if (client.state !== 'ready' || signal?.aborted) return;
      client.state = 'building';
      client.settled = mend(fault).catch(() => {
        client.state = 'failed';
      });
    },
    async stop() {
      client.build?.stop();
      await client.settled;
    },
  };
}

/** It was told to end, and is no build, whatever it wrote. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

const builtFolder = (clientFolder: string): string => join(clientFolder, 'dist');

function startBuild(clientFolder: string, sources: string): Build {
  const directory = builtFolder(clientFolder);
  const target = draftFolder(clientFolder);
  let isStopped = false;
  const child = startExpo(clientFolder, target);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
  const unlessStopped = (): void => {
    if (isStopped) throw new Stopped();
  };
  const finish = async (): Promise<FileDigests> => {
    const code = await ended;
    unlessStopped();
    if (code !== 0) throw new Error(`the build ended with status ${code}`);
    const files = await stampBuild(target, sources);
    unlessStopped();
    await rm(directory, { recursive: true, force: true });
    await rename(target, directory);
    return files;
  };
  return {
    finished: finish().catch(async (error: unknown) => {
      await rm(target, { recursive: true, force: true, maxRetries: 3 });
      throw error;
    }),
    stop() {
      if (isStopped) return;
      isStopped = true;
      child.kill();
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER).unref();
      void ended.then(() => clearTimeout(kill));
    },
  };
}
