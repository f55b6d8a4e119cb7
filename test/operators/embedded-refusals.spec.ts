/** What no waiting mends is told at once, in one line; what a start can mend by itself it mends. */
import { chmodSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EmbeddedPostgresError } from '../../src/database/embedded-error.js';
import { start, query, usedFolder, useEmbeddedServers } from './embedded-servers.js';

useEmbeddedServers();

/** Far below the minutes for which a server that starts is waited for. Milliseconds. */
const AT_ONCE = 5_000;

const inData = (folder: string, ...path: string[]): string => join(folder, 'postgres', 'data', ...path);

describe('a start is refused at once', () => {
  it.each<readonly [string, (folder: string) => Promise<unknown> | void, RegExp]>([
    [
      'of another version of PostgreSQL',
      (folder) => writeFile(inData(folder, 'PG_VERSION'), '17\n'),
      /data is of PostgreSQL 17, and the embedded one is 18 .+DATABASE_URL/,
    ],
    [
      'whose version is not known',
      (folder) => rm(inData(folder, 'PG_VERSION')),
      /no whole data folder of PostgreSQL \(PG_VERSION is missing\)/,
    ],
    [
      'whose control file is gone',
      (folder) => rm(inData(folder, 'global', 'pg_control')),
      /did not start .+pg_control/,
    ],
    [
      'whose log is gone',
      (folder) => rm(inData(folder, 'pg_wal'), { recursive: true }),
      /did not start .+pg_wal/,
    ],
    [
      'whose configuration is none',
      (folder) => writeFile(inData(folder, 'postgresql.conf'), 'max_connections = many\n'),
      /did not start .+max_connections/,
    ],
    [
      'that others may read',
      (folder) => chmodSync(inData(folder), 0o777),
      /did not start .+invalid permissions/,
    ],
    [
      'with another password in its file',
      (folder) => writeFile(join(folder, 'postgres', 'password'), 'a guess'),
      /refuses its own password file/,
    ],
    [
      'without its password',
      (folder) => rm(join(folder, 'postgres', 'password')),
      /password of the embedded PostgreSQL cannot be read \(ENOENT\)/,
    ],
    [
      'that lets nobody in',
      (folder) => writeFile(inData(folder, 'pg_hba.conf'), 'host all somebody 127.0.0.1/32 trust\n'),
      /refuses: no pg_hba\.conf entry .+\(28000\)/,
    ],
    [
      'that has lost its data',
      (folder) => rm(inData(folder), { recursive: true }),
      /postgres cannot be made \(ENOTEMPTY\)/,
    ],
  ])('on a folder %s', async (_, harm, words) => {
    const folder = await usedFolder();
    await harm(folder);
    const began = performance.now();
    const error: unknown = await start(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).not.toContain('\n');
    expect(performance.now() - began).toBeLessThan(AT_ONCE);
  });

  it('on a server that has no database to begin with', async () => {
    const folder = await usedFolder();
    const { url } = await start(folder);
    await query(url, 'CREATE DATABASE other');
    const elsewhere = new URL(url);
    elsewhere.pathname = '/other';
    for (const name of ['carol', 'postgres'])
      await query(elsewhere.href, `DROP DATABASE ${name} WITH (FORCE)`);
    const began = performance.now();
    await expect(start(folder)).rejects.toThrow(/refuses: database "postgres" does not exist \(3D000\)/);
    expect(performance.now() - began).toBeLessThan(AT_ONCE);
  });
});

describe('a start mends', () => {
  it.each<readonly [string, (folder: string) => Promise<unknown>]>([
    ['without the pipe', (pipe) => rm(pipe)],
    [
      'with a file in its place',
      async (pipe) => {
        await rm(pipe);
        await writeFile(pipe, '');
      },
    ],
    [
      'with a folder in its place',
      async (pipe) => {
        await rm(pipe);
        await mkdir(pipe);
      },
    ],
  ])('a folder %s that keeps the server alive: backups seldom have it', async (_, harm) => {
    const folder = await usedFolder();
    await harm(join(folder, 'postgres', 'lifeline'));
    const { url } = await start(folder);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
