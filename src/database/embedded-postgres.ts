/** Runs the PostgreSQL that npm installed: one server per data folder, shared by all processes, gone with the last. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdir, readFile, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  ROLE,
  clusterAt,
  clusterExists,
  createCluster,
  dataArgument,
  isServerOf,
  readPostmaster,
  type Postmaster,
  serverEnvironment,
  type Cluster,
} from './cluster.js';
import { WATCHDOG, hold, isWatched, openBothEnds, release } from './lifeline.js';
import { findBinaries, prepareBinaries, type ServerAccount } from './postgres-binaries.js';
import { chooseServerAccount } from './server-account.js';
import { serverSettings } from './server-settings.js';

export interface EmbeddedPostgresOptions {
  /** The cluster lives in its subfolder `postgres`; made (0700) if absent. */
  readonly dataDir: string;
  /** Told, in one line each, what takes a moment: making the cluster, starting, stopping. */
  readonly log?: (line: string) => void;
  /** False for throw-away data only: no fsync. Default true. */
  readonly durable?: boolean;
  /** An existing folder for a copy of the binaries, where the installed ones cannot be run in place. */
  readonly binariesCache?: string;
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
  const { log = () => undefined, durable = true } = options;
  const dataDir = resolve(options.dataDir);
  const cluster = clusterAt(join(dataDir, 'postgres'));
  const account = await chooseServerAccount(cluster.folder);
  // The data folder may be closed to another account; the operating system's folder for such copies is not.
  const cache = options.binariesCache ?? (account === undefined ? dataDir : SYSTEM_CACHE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const binaries = async (): Promise<string> => prepareBinaries(await findBinaries(), account, cache);

  if (!(await clusterExists(cluster))) {
    log('making a new PostgreSQL cluster');
    await createCluster(cluster, await binaries(), account, durable);
  }

  const deadline = Date.now() + START_TIMEOUT;
  while (Date.now() < deadline) {
    const running = await joinServer(cluster, deadline);
    if (running)
      return { url: running.url, owned: false, stop: once(() => letGo(cluster, running.held, log)) };
    await stopUnwatched(cluster, deadline);
    const started = await launch(cluster, await binaries(), account, durable, deadline);
    if (started)
      return { url: started.url, owned: true, stop: once(() => letGo(cluster, started.held, log)) };
  }
  throw new Error(`The embedded PostgreSQL does not answer; see ${cluster.log}`);
}

interface Held {
  readonly url: string;
  /** The write end of the lifeline. */
  readonly held: number;
}

/** Undefined when no watchdog is there: nothing runs, or what runs is stopping. */
async function joinServer(cluster: Cluster, deadline: number): Promise<Held | undefined> {
  let lastSeen = Date.now();
  while (Date.now() < deadline) {
    const held = hold(cluster.lifeline);
    if (held === undefined) return undefined;
    try {
      const server = await findServer(cluster);
      if (server) lastSeen = Date.now();
      const url = server?.port === undefined ? undefined : await serverUrl(cluster, server.port);
      // Asked again after the connection: the watchdog may have let go just before we took hold.
      if (url !== undefined && (await answers(url)) && isWatched(cluster.lifeline)) return { url, held };
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
    await sleep(POLL);
  }
  return undefined;
}

async function findServer(cluster: Cluster): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(cluster);
  return postmaster && (await isServerOf(cluster, postmaster.pid)) ? postmaster : undefined;
}

/** Waits for a server that has lost its watchdog, or is about to end, and tells it (again) to shut down. */
async function stopUnwatched(cluster: Cluster, deadline: number): Promise<void> {
  while (Date.now() < deadline) {
    // In this order: a server seen first and unwatched afterwards is not one that someone is just starting.
    const server = await findServer(cluster);
    if (!server || isWatched(cluster.lifeline)) return;
    try {
      process.kill(server.pid, 'SIGINT');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await sleep(10 * POLL);
  }
}

/** Undefined when another process was faster, or the port was taken in the meantime: try again. */
async function launch(
  cluster: Cluster,
  bin: string,
  account: ServerAccount | undefined,
  durable: boolean,
  deadline: number,
): Promise<Held | undefined> {
  const port = await freePort();
  const left = await readPostmaster(cluster);
  const stale = left && !(await isServerOf(cluster, left.pid)) ? left.pid : undefined;
  const written = await stat(cluster.log).then(
    ({ size }) => (size > 1_048_576 ? 0 : size),
    () => 0,
  );
  const output = openSync(cluster.log, written === 0 ? 'w' : 'a', 0o600);
  if (account) await chown(cluster.log, account.uid, account.gid);
  const { readEnd, held } = openBothEnds(cluster.lifeline);
  const child = spawn(
    '/bin/sh',
    [
      ...[
        '-c',
        WATCHDOG,
        'carol-postgres-watchdog',
        join(bin, 'postgres'),
        '-D',
        dataArgument(cluster, account),
      ],
      ...serverSettings(port, durable).flatMap((setting) => ['-c', setting]),
    ],
    {
      cwd: cluster.data,
      ...account,
      // A session of its own: the terminal's Ctrl-C is for us, and we stop the server in order.
      detached: true,
      stdio: [readEnd, output, output],
      // The number of a dead server may belong to someone else by now. pg_ctl's own hint tells the server that the
      // process with this number is not a server, and leaves its check of the shared memory in place.
      env: { ...serverEnvironment(), ...(stale !== undefined && { PG_GRANDPARENT_PID: String(stale) }) },
    },
  );
  closeSync(readEnd);
  closeSync(output);
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (status) => (failure ??= `exit status ${status}`));
  child.unref();

  try {
    while (failure === undefined && Date.now() < deadline) {
      if ((await readPostmaster(cluster))?.port === port) {
        const url = await serverUrl(cluster, port);
        if (await answers(url)) return { url, held };
      }
      await sleep(POLL);
    }
    const said = (await readFile(cluster.log, 'utf8').catch(() => '')).slice(written).trim();
    if (!/lock file "postmaster.pid"|could not bind|could not create any TCP/.test(said)) {
      throw new Error(
        `The embedded PostgreSQL did not start (${failure ?? 'no answer'}). ${said.slice(-2000)}`,
      );
    }
  } catch (error) {
    release(held);
    throw error;
  }
  release(held);
  return undefined;
}

/** Others may go on using the server: then it stays, and the last of them ends it. */
async function letGo(cluster: Cluster, held: number, log: (line: string) => void): Promise<void> {
  const server = await findServer(cluster);
  release(held);
  // The watchdog notices within a millisecond or so; after 20 polls somebody else holds on.
  for (let poll = 0; poll < 20 && isWatched(cluster.lifeline); poll++) await sleep(POLL);
  if (isWatched(cluster.lifeline)) return;
  const deadline = Date.now() + STOP_TIMEOUT;
  while (server && Date.now() < deadline && (await isServerOf(cluster, server.pid))) await sleep(POLL);
  log('PostgreSQL has stopped');
}

async function serverUrl(cluster: Cluster, port: number): Promise<string> {
  const password = await readFile(cluster.password, 'utf8');
  return `postgres://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${ROLE}`;
}

/** Whether the server takes connections; makes the database on its first one. */
async function answers(url: string): Promise<boolean> {
  const state = await tryToConnect(url);
  // invalid_catalog_name: the cluster is new, and has only the database "postgres".
  if (state !== '3D000') return state === 'ready';
  const address = new URL(url);
  address.pathname = '/postgres';
  return (await tryToConnect(address.href, `CREATE DATABASE ${ROLE}`)) === 'ready';
}

/** 'ready', or the SQLSTATE or system error code of what is in the way for now; throws when waiting is no use. */
async function tryToConnect(url: string, statement = 'SELECT 1'): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A server that stops ends its connections at any moment; query() and connect() tell as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
    return 'ready';
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // too_many_connections: it is there. duplicate_database, unique_violation: another process made the database.
    if (code === '53300' || code === '42P04' || code === '23505') return 'ready';
    if (code === '28P01')
      throw new Error('The embedded PostgreSQL refuses its own password file', { cause: error });
    return typeof code === 'string' ? code : 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Free a moment ago; the server finds out whether it still is. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => probe.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}
