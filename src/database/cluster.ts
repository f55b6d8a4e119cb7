/** The files of one embedded PostgreSQL cluster: made once by initdb, read by every process that uses the server. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import {
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.js';
import { makeLifeline } from './lifeline.js';
import type { ServerAccount } from './postgres-binaries.js';
import { isProcessAlive } from '../is-process-alive.js';

/** The role and the database that the URL names. */
export const ROLE = 'carol';

export interface Cluster {
  /** Holds everything below; private to the server's account. */
  readonly folder: string;
  /** PostgreSQL's own data directory. */
  readonly data: string;
  /** The role's password, mode 0600. */
  readonly password: string;
  readonly lifeline: string;
  /** The server's messages since its last start. */
  readonly log: string;
}

export function clusterAt(folder: string): Cluster {
  return {
    folder,
    data: join(folder, 'data'),
    password: join(folder, 'password'),
    lifeline: join(folder, 'lifeline'),
    log: join(folder, 'log'),
  };
}

/** The major version of PostgreSQL that made the cluster; undefined where there is none. @throws EmbeddedPostgresError */
export async function clusterVersion(cluster: Cluster): Promise<string | undefined> {
  const text = await readFile(join(cluster.data, 'PG_VERSION'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new EmbeddedPostgresError(
        `${cluster.folder} is not readable for this user (${error.code}): run as its owner`,
        error,
      );
    },
  );
  if (text !== undefined) return text.trim();
  // A folder without its version is no new one, and initdb would not touch it.
  const left = await readdir(cluster.data).catch(() => []);
  if (left.length === 0) return undefined;
  throw new EmbeddedPostgresError(
    `${cluster.data} is no whole data folder of PostgreSQL (PG_VERSION is missing): bring it back from a backup, or move it away`,
  );
}

/** Where the server listened when it was started last. */
export async function lastPort(cluster: Cluster): Promise<number | undefined> {
  const options = await readFile(join(cluster.data, 'postmaster.opts'), 'utf8').catch(() => '');
  const [, port] = /\bport=(\d+)/.exec(options) ?? [];
  return port === undefined ? undefined : Number(port);
}

/**
 * How the server is told where its data is. As root on Linux the folders above may be closed to the server's
 * account (a 0700 home): root has already gone there, and the kernel resolves this name without walking them.
 */
export function dataArgument(cluster: Cluster, account: ServerAccount | undefined): string {
  return account !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : cluster.data;
}

/** How a cluster is made. */
export interface ClusterMaking {
  /** The folder with `initdb`. */
  readonly bin: string;
  /** Whom its files belong to; undefined where that is the process's own account. */
  readonly account: ServerAccount | undefined;
  /** Whether to wait for the disk. */
  readonly durable: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Makes the cluster if there is none. It is built beside its final place and moved there in one step, so that a
 * killed process leaves nothing half-made and of two processes at once one wins and the other uses its cluster.
 */
export async function createCluster(cluster: Cluster, making: ClusterMaking): Promise<void> {
  const { account } = making;
  await removeAbandonedDrafts(cluster);
  const draft = clusterAt(await mkdtemp(`${cluster.folder}.new-${process.pid}-`));
  try {
    await mkdir(draft.data, { mode: 0o700 });
    await writeFile(draft.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await makeLifeline(draft.lifeline, account);
    if (account) {
      for (const path of [draft.folder, draft.data, draft.password])
        await chown(path, account.uid, account.gid);
    }
    await initdb(draft, making);
    await rename(draft.folder, cluster.folder).catch(async (error: unknown) => {
      if ((await clusterVersion(cluster)) !== undefined) return;
      throw new EmbeddedPostgresError(
        `${cluster.folder} cannot be made (${(error as NodeJS.ErrnoException).code}): move away what is there, or bring its data back from a backup`,
        error,
      );
    });
  } finally {
    await rm(draft.folder, { recursive: true, force: true });
  }
}

/** Of processes that were killed before their cluster was ready. */
async function removeAbandonedDrafts(cluster: Cluster): Promise<void> {
  const prefix = `${basename(cluster.folder)}.new-`;
  for (const name of await readdir(dirname(cluster.folder))) {
    if (!name.startsWith(prefix) || isProcessAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await rm(join(dirname(cluster.folder), name), { recursive: true, force: true });
  }
}

async function initdb(cluster: Cluster, { bin, account, durable, signal }: ClusterMaking): Promise<void> {
  // By descriptor, not by path: the account may be unable to walk to the file.
  const password = openSync(cluster.password, 'r');
  try {
    const child = spawn(
      join(bin, 'initdb'),
      [
        ...['-D', dataArgument(cluster, account), '-U', ROLE, '-E', 'UTF8', '--locale=C'],
        ...['--auth=scram-sha-256', '--pwfile=/dev/fd/3', '--no-instructions'],
        ...(durable ? [] : ['--no-sync']),
      ],
      {
        cwd: cluster.data,
        ...account,
        env: serverEnvironment(),
        stdio: ['ignore', 'ignore', 'pipe', password],
      },
    );
    // It has children that write: what it began is removed when all of them have ended, and not before.
    const stop = (): void => void child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    }).finally(() => signal?.removeEventListener('abort', stop));
    signal?.throwIfAborted();
    if (status !== 0) throw new Error(`initdb failed (${status}): ${said.trim()}`);
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not work here; set DATABASE_URL. ${reason}`,
      cause,
    );
  } finally {
    closeSync(password);
  }
}

/** Nothing of our environment reaches the server: PGDATA, PGPORT and the secrets of the application among it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/** What the running (or killed) server wrote to its postmaster.pid; the lines are fixed by PostgreSQL's pidfile.h. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number | undefined;
}

export async function readPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster.data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  // A server in single-user or bootstrap mode writes its pid negated.
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined };
}

/** Whether that process is this cluster's server, and not someone who was given the number of a dead one. */
export async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  try {
    const data = await realpath(cluster.data);
    if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`)) === data;
    const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]);
    return stdout.includes(cluster.data);
  } catch {
    return false;
  }
}
