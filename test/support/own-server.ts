/** A PostgreSQL server of a spec's own, that it may stop in the middle of anything and start again. */
import { execFile } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, readdir, readlink, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { findBinaries, prepareBinaries } from '../../src/database/postgres-binaries.js';
import { gone, isAlive, serverPid } from './postgres-users.js';

export interface OwnServer {
  /** The same after every start. */
  readonly url: string;
  /** At once, as kill -9 or a power cut would: what was not committed is lost. Resolves when it has ended. */
  crash(): Promise<void>;
  /** Ends it first where it still runs. Resolves when it answers again. */
  startAgain(): Promise<void>;
  /** Puts the write-ahead log into another folder, of which the account becomes the owner. The server must be stopped. @returns its bytes */
  moveLog(folder: string): Promise<number>;
  /** Undoes `moveLog`. */
  moveLogBack(): Promise<void>;
  /** Gives a folder to the account that the server runs as. */
  hand(folder: string): Promise<void>;
  close(): Promise<void>;
}

export async function startOwnServer(): Promise<OwnServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carol-own-server-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const data = join(dataDir, 'postgres', 'data');
  const { uid, gid } = await stat(data);
  const account = process.getuid?.() === 0 ? { uid, gid } : undefined;
  const bin = await prepareBinaries(await findBinaries(), account, tmpdir());

  /** It may have ended by itself. */
  const end = async (signal: 'SIGQUIT' | 'SIGINT'): Promise<void> => {
    const pid = (() => {
      try {
        return serverPid(dataDir);
      } catch {
        return undefined;
      }
    })();
    if (pid === undefined || !isAlive(pid)) return;
    process.kill(pid, signal);
    await gone(pid);
  };
  return {
    url: postgres.url,
    crash: () => end('SIGQUIT'),
    async startAgain() {
      await end('SIGQUIT');
      // With the options that it was started with first (postmaster.opts), the port among them.
      await promisify(execFile)(
        join(bin, 'pg_ctl'),
        [
          'restart',
          '-w',
          '-D',
          account && process.platform === 'linux' ? '/proc/self/cwd' : data,
          '-l',
          '/dev/null',
        ],
        {
          cwd: data,
          ...account,
          env: { PATH: process.env['PATH'], LC_ALL: 'C' },
        },
      );
    },
    async moveLog(folder) {
      const log = join(data, 'pg_wal');
      await cp(log, folder, { recursive: true });
      await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, folder]);
      await rm(log, { recursive: true });
      await symlink(folder, log);
      const sizes = await Promise.all(
        (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
      );
      return sizes.reduce((all, size) => all + size, 0);
    },
    async moveLogBack() {
      const log = join(data, 'pg_wal');
      const folder = await readlink(log);
      await rm(log);
      await cp(folder, log, { recursive: true });
      await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, log]);
    },
    async hand(folder) {
      await mkdir(folder, { recursive: true });
      await chown(folder, uid, gid);
    },
    async close() {
      await end('SIGINT');
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
