/** PostgreSQL as Debian packages it, in a folder of its own, until it is stopped: an older version than the embedded one, with its own pg_dump. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/database/server-connection.js';
import { eventually } from './raw-http.js';
import type { TestDatabase } from './postgres.js';
import { asSuperuser } from './role.js';

const PLACE = '/usr/lib/postgresql';

/** The newest that is there with all that a backup needs; undefined where there is none. */
export const DEBIAN_VERSION = (existsSync(PLACE) ? readdirSync(PLACE) : [])
  .filter((each) =>
    ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((tool) =>
      existsSync(join(PLACE, each, 'bin', tool)),
    ),
  )
  .sort((one, other) => Number(other) - Number(one))[0];

/** It ends when its standard input does: also where the tests are killed. */
const UNTIL_TOLD = '"$@" & server=$!; read -r _; kill -INT "$server"; wait "$server"';

/** Nobody's, where the tests run as root: the server does not. */
const ACCOUNT = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export interface DebianPostgres {
  /** Where its programs are, for PATH. */
  readonly bin: string;
  /** A new, empty database in UTF8. */
  createDatabase(name: string): Promise<TestDatabase>;
  stop(): Promise<void>;
}

export async function startDebianPostgres(): Promise<DebianPostgres> {
  const bin = join(PLACE, DEBIAN_VERSION ?? '', 'bin');
  const folder = await mkdtemp(join(tmpdir(), 'carol-debian-postgres-'));
  if (ACCOUNT.uid !== undefined) await chown(folder, ACCOUNT.uid, ACCOUNT.gid);
  await chmod(folder, 0o700);
  const options = { cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...ACCOUNT };
  await promisify(execFile)(
    join(bin, 'initdb'),
    ['--pgdata', folder, '--username', 'carol', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync'],
    options,
  );
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const child = spawn(
    'sh',
    [
      '-c',
      UNTIL_TOLD,
      'sh',
      join(bin, 'postgres'),
      '-D',
      folder,
      ...settings.flatMap((each) => ['-c', each]),
    ],
    { ...options, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const ended = once(child, 'exit');
  const urlOf = (name: string): string => `postgres://carol@127.0.0.1:${port}/${name}`;
  await eventually(() => asSuperuser({ url: urlOf('postgres') }, 'SELECT 1'), 30_000);
  return {
    bin,
    async createDatabase(name) {
      await asSuperuser(
        { url: urlOf('postgres') },
        `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`,
      );
      return { url: urlOf(name), drop: () => Promise.resolve() };
    },
    async stop() {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
