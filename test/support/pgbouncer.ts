/** PgBouncer in front of a test database, where Debian's package is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/database/server-connection.js';
import { installed } from './installed.js';
import type { TestDatabase } from './postgres.js';
import { eventually } from './raw-http.js';

/** Where it is; Debian keeps it where only root looks. */
const TOOL = ['pgbouncer', '/usr/sbin/pgbouncer'].find((tool) => installed(tool, 'PgBouncer'));

export const hasPgBouncer = TOOL !== undefined;

export interface PgBouncer {
  /** Of the database, by way of the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @param settings lines of its configuration */
export async function startPgBouncer(
  database: Pick<TestDatabase, 'url'>,
  mode: 'session' | 'transaction',
  ...settings: readonly string[]
): Promise<PgBouncer> {
  const target = new URL(database.url);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'carol-pgbouncer-'));
  await chmod(folder, 0o755);
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    [
      '[databases]',
      `* = host=${target.hostname} port=${target.port} user=${target.username} password=${decodeURIComponent(target.password)}`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1`,
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      `pool_mode = ${mode}`,
      'default_pool_size = 30',
      ...settings,
    ].join('\n'),
  );
  // It refuses to be root.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(TOOL ?? '', [file], { ...nobody, stdio: 'ignore' });
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  // What is said to the embedded server is refused by a pooler.
  url.search = '';
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true });
  };
  try {
    await eventually(async () => {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.end();
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: url.href, stop };
}
