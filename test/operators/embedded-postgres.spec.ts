/** Facts about the embedded PostgreSQL: who keeps it alive, what it survives, and who can reach it. */
import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { gone, isAlive, serverPid, watchdogsOf } from '../support/postgres-users.js';
import {
  cleanups,
  emptyFolder,
  isRoot,
  pristine,
  query,
  start,
  usedFolder,
  useEmbeddedServers,
  user,
} from './embedded-servers.js';

useEmbeddedServers();

describe('the embedded server', () => {
  let shared: EmbeddedPostgres;
  beforeAll(async () => {
    shared = await startEmbeddedPostgres({ dataDir: pristine, durable: false });
  });
  afterAll(() => shared.stop());

  it('is PostgreSQL 18 in UTF-8 with C collation, on the loopback address alone', async () => {
    const [settings] = await query(
      shared.url,
      `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding,
              datcollate AS collation, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(settings).toEqual({
      major: 18,
      encoding: 'UTF8',
      collation: 'C',
      addresses: '127.0.0.1',
      sockets: '',
    });
  });

  it('lets nobody in without the password of its 0600 file', async () => {
    const wrong = new URL(shared.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    wrong.password = '';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password/);
    expect(statSync(join(pristine, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(pristine, 'postgres')).mode & 0o777).toBe(0o700);
  });

  it.each([
    [undefined, 'on'],
    [false, 'off'],
  ])('with durable %s has fsync %s', async (durable, fsync) => {
    const { url } = await start(await usedFolder(), { durable });
    expect(await query(url, 'SHOW fsync')).toEqual([{ fsync }]);
  });

  it('writes nothing of a failing statement to its log', async () => {
    await expect(query(shared.url, `SELECT 'swordfish'::int`)).rejects.toThrow('swordfish');
    expect(readFileSync(join(pristine, 'postgres', 'log'), 'utf8')).not.toContain('swordfish');
  });

  it('keeps its data from one start to the next', async () => {
    const folder = await usedFolder();
    const first = await start(folder, { durable: true });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await query((await start(folder)).url, 'TABLE kept')).toEqual([{ answer: 42 }]);
  });
});

describe('the life of the server', () => {
  it('ends with its only process, even by kill -9', async () => {
    const folder = await usedFolder();
    const only = await user(folder);
    const server = serverPid(folder);
    const watchdogs = watchdogsOf(server);
    expect(watchdogs).toHaveLength(2);
    await only.kill();
    await Promise.all([server, ...watchdogs].map(gone));
    expect(readdirSync(join(folder, 'postgres', 'data'))).not.toContain('postmaster.pid');
  });

  it('is shared by a second process, and goes on when the first is killed, until the last is gone', async () => {
    const folder = await usedFolder();
    const first = await user(folder);
    const second = await user(folder);
    expect([first.owned, second.owned]).toEqual([true, false]);
    expect(second.url).toBe(first.url);
    const server = serverPid(folder);

    await first.kill();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(serverPid(folder)).toBe(server);

    await second.kill();
    await gone(server);
  });

  it('does not end when the first of two processes stops in order', async () => {
    const folder = await usedFolder();
    const first = await user(folder);
    const second = await start(folder);
    await first.stop();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('has ended when stop() of the last process resolves', async () => {
    const folder = await usedFolder();
    const postgres = await start(folder);
    const server = serverPid(folder);
    await postgres.stop();
    expect(isAlive(server)).toBe(false);
    await postgres.stop();
  });

  it('begins once when three processes start at the same time on a new folder', async () => {
    const folder = await emptyFolder();
    const all = await Promise.all([user(folder), user(folder), user(folder)]);
    expect(all.filter(({ owned }) => owned)).toHaveLength(1);
    expect(new Set(all.map(({ url }) => url)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['postgres']);
    const server = serverPid(folder);
    await Promise.all(all.map((one) => one.stop()));
    expect(isAlive(server)).toBe(false);
  });

  it('goes on through Ctrl-C in the terminal, until the process has put its things in order', async () => {
    const folder = await usedFolder();
    const only = await user(folder);
    process.kill(-Number(only.process.pid), 'SIGINT');
    expect(await only.next()).toEqual({ afterInterrupt: 'answers' });
    const server = serverPid(folder);
    await only.stop();
    expect(isAlive(server)).toBe(false);
  });
});

describe('the server starts', () => {
  it('after it was killed itself, and recovers what was committed', async () => {
    const folder = await usedFolder();
    const first = await start(folder, { durable: true });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const server = serverPid(folder);
    process.kill(server, 'SIGKILL');
    await gone(server);
    const second = await start(folder);
    expect(second.owned).toBe(true);
    expect(await query(second.url, 'TABLE kept')).toEqual([{ answer: 42 }]);
  });

  it('after it was killed, and one of its backends takes its time to notice', async () => {
    const folder = await usedFolder();
    const first = await start(folder);
    const client = new pg.Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const backend = Number(rows[0]?.pid);
    const server = serverPid(folder);
    process.kill(backend, 'SIGSTOP');
    process.kill(server, 'SIGKILL');
    await gone(server);
    const wake = (): void => {
      if (isAlive(backend)) process.kill(backend, 'SIGCONT');
    };
    const waking = setTimeout(wake, 1_000);
    cleanups.push(async () => {
      clearTimeout(waking);
      wake();
    });
    const second = await start(folder);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await client.end().catch(() => undefined);
  });

  it('beside a postmaster.pid whose number now belongs to another process of the same account', async () => {
    const folder = await usedFolder();
    await (await start(folder)).stop();
    const data = join(folder, 'postgres', 'data');
    const { uid, gid } = statSync(data);
    const stranger = spawn('sleep', ['600'], isRoot ? { uid, gid } : {});
    cleanups.push(async () => stranger.kill());
    const file = join(data, 'postmaster.pid');
    writeFileSync(
      file,
      `${stranger.pid}\n${data}\n1700000000\n1\n\n127.0.0.1\n  1234567         0\nready   \n`,
    );
    chownSync(file, uid, gid);

    const postgres = await start(folder);
    expect(postgres.owned).toBe(true);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isAlive(Number(stranger.pid))).toBe(true);
  });

  it('in place of a server that lost its watchdog', async () => {
    const folder = await usedFolder();
    const only = await user(folder);
    const orphan = serverPid(folder);
    for (const pid of watchdogsOf(orphan)) process.kill(pid, 'SIGKILL');
    await only.kill();
    expect(isAlive(orphan)).toBe(true);
    const postgres = await start(folder);
    expect(postgres.owned).toBe(true);
    await gone(orphan);
  });

  it('after a process was killed while it made the cluster', async () => {
    const folder = await emptyFolder();
    const dead = spawn('true');
    await new Promise((resolve) => dead.once('close', resolve));
    mkdirSync(join(folder, `postgres.new-${dead.pid}-Ab3dEf`, 'data'), { recursive: true });
    await start(folder);
    expect(readdirSync(folder)).toEqual(['postgres']);
  });
});
