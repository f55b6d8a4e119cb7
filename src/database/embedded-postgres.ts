/** Runs the PostgreSQL that npm installed: one server per data folder, shared by all processes, gone with the last. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  clusterAt,
  clusterVersion,
  createCluster,
  isServerOf,
  lastPort,
  readPostmaster,
  type Cluster,
  type Postmaster,
} from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { launchServer, type HeldServer } from './launch-server.js';
import { ensureLifeline, hold, isHeld, isWatched, release } from './lifeline.js';
import { findBinaries, prepareBinaries, type BinaryPackage } from './postgres-binaries.js';
import { chooseServerAccount } from './server-account.js';
import { freePort, serverAnswers, serverUrl } from './server-connection.js';
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
  /** Where the server writes its messages. */
  readonly logFile: string;
  /** False when it has ended, however that came, or is about to. */
  isRunning(): boolean;
  /**
   * Starts it again at the same port, or joins the one that another process has started there.
   * @param signal ends every wait
   * @throws EmbeddedPostgresError where it does not start; the signal's reason
   */
  startAgain(signal: AbortSignal): Promise<void>;
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
const RESTART_TIMEOUT = 60_000;
/** How long a watchdog may be there without its server being seen. */
const UNSEEN_TIMEOUT = 15_000;
const POLL = 15;

/** How long a start may wait. */
interface Waits {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

interface OpenServer extends HeldServer {
  /** Whether it was started here. */
  readonly isOwn: boolean;
}

/**
 * Starts the server of a data folder or joins the one that runs.
 * @throws EmbeddedPostgresError where no waiting helps; the signal's reason
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, durable = true, signal } = options;
  const dataDir = resolve(options.dataDir);
  const cluster = clusterAt(join(dataDir, 'postgres'));
  const account = await chooseServerAccount(cluster.folder);
  // The data folder may be closed to another account; the operating system's folder for such copies is not.
  const cache = options.binariesCache ?? (account === undefined ? dataDir : SYSTEM_CACHE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const found = options.binaries ?? (await findBinaries());
  const binaries = (): Promise<string> => prepareBinaries(found, account, cache);

  const version = await clusterVersion(cluster);
  if (version === undefined) {
    log('making a new PostgreSQL cluster');
    await createCluster(cluster, { bin: await binaries(), account, durable, signal });
  } else assertSameMajor(version, found.version, cluster);

  const open = async ({ port, waits }: { port?: number; waits: Waits }): Promise<OpenServer> => {
    while (Date.now() < waits.deadline) {
      waits.signal?.throwIfAborted();
      await ensureLifeline(cluster.lifeline, account);
      const running = await joinServer(cluster, waits);
      if (running) return { ...running, isOwn: false };
      await stopUnwatched(cluster, waits);
      const bin = await binaries();
      const chosen = port ?? (await freePort(await lastPort(cluster)));
      const started = await launchServer(cluster, { port: chosen, bin, account, durable, ...waits });
      if (started) return { ...started, isOwn: true };
    }
    throw new EmbeddedPostgresError(`The embedded PostgreSQL does not answer; see ${cluster.log}`);
  };

  const first = await open({ waits: { deadline: Date.now() + START_TIMEOUT, signal } });
  const { url } = first;
  let { held } = first;
  return {
    url,
    owned: first.isOwn,
    logFile: cluster.log,
    isRunning: () => isWatched(cluster.lifeline),
    async startAgain(ended) {
      const waits = { deadline: Date.now() + RESTART_TIMEOUT, signal: ended };
      const again = await open({ port: Number(new URL(url).port), waits });
      release(held);
      ({ held } = again);
      if (again.url === url) return;
      throw new EmbeddedPostgresError(
        `Another process has started the embedded PostgreSQL at another port (${new URL(again.url).port}): start this one again`,
      );
    },
    stop: once(() => letGo(cluster, held, log)),
  };
}

/** Files of one major version are none to another. @throws EmbeddedPostgresError */
function assertSameMajor(ofCluster: string, ofBinaries: string, { data }: Cluster): void {
  const major = ofBinaries.split('.')[0];
  if (ofCluster === major) return;
  throw new EmbeddedPostgresError(
    `${data} is of PostgreSQL ${ofCluster}, and the embedded one is ${major} (${ofBinaries}): start the release of Carol that made it and export, or name a server of version ${ofCluster} with DATABASE_URL`,
  );
}

/** Undefined when no watchdog is there: nothing runs, or what runs is stopping. */
async function joinServer(cluster: Cluster, { deadline, signal }: Waits): Promise<HeldServer | undefined> {
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
      throw new EmbeddedPostgresError(
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
async function stopUnwatched(cluster: Cluster, { deadline, signal }: Waits): Promise<void> {
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
