/** Runs the PostgreSQL that npm installed: one server per data folder, shared by all processes, gone with the last. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  clusterAt,
  clusterExists,
  createCluster,
  isServerOf,
  readPostmaster,
  type Cluster,
  type Postmaster,
} from './cluster.js';
import { launchServer, type HeldServer } from './launch-server.js';
import { hold, isHeld, isWatched, release } from './lifeline.js';
import { findBinaries, prepareBinaries, type BinaryPackage } from './postgres-binaries.js';
import { chooseServerAccount } from './server-account.js';
import { serverAnswers, serverUrl } from './server-connection.js';
import { untilAborted } from './until-aborted.js';

export interface EmbeddedPostgresOptions {
  /** The cluster lives in its subfolder `postgres`; made (0700) if absent. */
  readonly dataDir: string;
  /** Told, in one line each, what takes a moment: making the cluster, starting, stopping. */
  readonly log?: (line: string) => void;
  /** False for throw-away data only: no fsync. Default true. */
  readonly durable?: boolean;
  /** An existing folder for a copy of the binaries, where the installed ones cannot be run in place. */
  readonly binariesCache?: string;
  /** Default: the installed package for this machine. */
  readonly binaries?: BinaryPackage;
  /** Ends every wait of the start. */
  readonly signal?: AbortSignal | undefined;
}

export interface EmbeddedPostgres {
  /** With the password; for 127.0.0.1 only. */
  readonly url: string;
  /** Whether this call started the server; false if it was running already. */
  readonly owned: boolean;
  /**
   * Lets go of the server; call it when all connections are closed. The last process to let go, or to die, ends the
   * server: then this resolves when it has shut down in order. Calling it twice is harmless.
   */
  stop(): Promise<void>;
}

const SYSTEM_CACHE = process.platform === 'darwin' ? '/Library/Caches' : '/var/cache';
/** Milliseconds: crash recovery after a power cut replays up to a gigabyte of WAL. */
const START_TIMEOUT = 300_000;
const STOP_TIMEOUT = 60_000;
/** How long a watchdog may be there without its server being seen. */
const UNSEEN_TIMEOUT = 15_000;
const POLL = 15;

/** Starts the server of a data folder or joins the one that runs. Throws an Error of one line, plus the server's log. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, durable = true, signal } = options;
  const dataDir = resolve(options.dataDir);
  const cluster = clusterAt(join(dataDir, 'postgres'));
  const account = await chooseServerAccount(cluster.folder);
  // The data folder may be closed to another account; the operating system's folder for such copies is not.
  const cache = options.binariesCache ?? (account === undefined ? dataDir : SYSTEM_CACHE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const binaries = async (): Promise<string> =>
    prepareBinaries(options.binaries ?? (await findBinaries()), account, cache);

  if (!(await clusterExists(cluster))) {
    log('making a new PostgreSQL cluster');
    await createCluster(cluster, { bin: await binaries(), account, durable, signal });
  }

  const deadline = Date.now() + START_TIMEOUT;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    const running = await joinServer(cluster, deadline, signal);
    if (running)
      return { url: running.url, owned: false, stop: once(() => letGo(cluster, running.held, log)) };
    await stopUnwatched(cluster, deadline, signal);
    const started = await launchServer(cluster, {
      bin: await binaries(),
      account,
      durable,
      deadline,
      signal,
    });
    if (started)
      return { url: started.url, owned: true, stop: once(() => letGo(cluster, started.held, log)) };
  }
  throw new Error(`The embedded PostgreSQL does not answer; see ${cluster.log}`);
}

/** Undefined when no watchdog is there: nothing runs, or what runs is stopping. */
async function joinServer(
  cluster: Cluster,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<HeldServer | undefined> {
  let lastSeen = Date.now();
  while (Date.now() < deadline) {
    const held = hold(cluster.lifeline);
    if (held === undefined) return undefined;
    try {
      const server = await findServer(cluster);
      if (server) lastSeen = Date.now();
      const url = server?.port === undefined ? undefined : await serverUrl(cluster, server.port);
      // Asked again after the connection: the watchdog may have let go just before we took hold.
      if (
        url !== undefined &&
        (await untilAborted(serverAnswers(url), signal)) &&
        isWatched(cluster.lifeline)
      )
        return { url, held };
    } catch (error) {
      release(held);
      throw error;
    }
    release(held);
    if (Date.now() - lastSeen > UNSEEN_TIMEOUT) {
      throw new Error(
        `${cluster.folder} is in use by a server that cannot be seen from here (another container?)`,
      );
    }
    await sleep(POLL, undefined, { signal });
  }
  return undefined;
}

async function findServer(cluster: Cluster): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(cluster);
  return postmaster && (await isServerOf(cluster, postmaster.pid)) ? postmaster : undefined;
}

/** Waits for a server that has lost its watchdog, or is about to end, and tells it (again) to shut down. */
async function stopUnwatched(
  cluster: Cluster,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  while (Date.now() < deadline) {
    // In this order: a server seen first and unwatched afterwards is not one that someone is just starting.
    const server = await findServer(cluster);
    if (!server || isWatched(cluster.lifeline)) return;
    try {
      process.kill(server.pid, 'SIGINT');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await sleep(10 * POLL, undefined, { signal });
  }
}

/** Others may go on using the server: then it stays, and the last of them ends it. */
async function letGo(cluster: Cluster, held: number, log: (line: string) => void): Promise<void> {
  const server = await findServer(cluster);
  release(held);
  const deadline = Date.now() + STOP_TIMEOUT;
  while (server && Date.now() < deadline && (await isServerOf(cluster, server.pid))) {
    // Asked each time: a process that comes at this very moment may keep the server from ending.
    if (isHeld(cluster.lifeline)) return;
    await sleep(POLL);
  }
  log('PostgreSQL has stopped');
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}
