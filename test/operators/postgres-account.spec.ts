/** Who the embedded PostgreSQL runs as, and from which binaries. */
import { chmodSync, chownSync, cpSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findBinaries } from '../../src/database/postgres-binaries.js';
import {
  emptyFolder,
  isRoot,
  NOBODY,
  query,
  start,
  usedFolder,
  useEmbeddedServers,
  user,
} from './embedded-servers.js';

const asRoot = isRoot ? it : it.skip;

useEmbeddedServers();

describe('the account of the server', () => {
  asRoot('is not root, even where the folders above its data are closed to it', async () => {
    const folder = await usedFolder();
    expect(statSync(folder)).toMatchObject({ uid: 0 });
    expect(statSync(folder).mode & 0o077).toBe(0);
    const { url } = await start(folder);
    expect(statSync(join(folder, 'postgres', 'data')).uid).not.toBe(0);
    const [server] = await query<{ uid: string }>(
      url,
      `SELECT substring(pg_read_file('/proc/self/status') FROM 'Uid:\\s+(\\d+)') AS uid`,
    );
    expect(server?.uid).toBe(String(statSync(join(folder, 'postgres', 'data')).uid));
  });

  asRoot('is that of the process when it is not root', async () => {
    const folder = await emptyFolder();
    chownSync(folder, NOBODY.uid, NOBODY.gid);
    const ordinary = await user(folder, NOBODY);
    expect(await query(ordinary.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(statSync(join(folder, 'postgres', 'password'))).toMatchObject(NOBODY);
    await ordinary.stop();
  });

  asRoot('stays the owner of the data when root starts it another time', async () => {
    const folder = await emptyFolder();
    chownSync(folder, NOBODY.uid, NOBODY.gid);
    await (await user(folder, NOBODY)).stop();
    await (await start(folder)).stop();
    const again = await user(folder, NOBODY);
    expect(again.owned).toBe(true);
  });
});

describe('the binaries', () => {
  /** The package as `npm install --ignore-scripts` leaves it: without the links between library versions. */
  async function installedWithoutScripts(): Promise<{ root: string; version: string }> {
    const { root, version } = await findBinaries();
    const copy = join(await emptyFolder(), 'native');
    cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
    for (const name of linksIn(copy)) await rm(join(copy, 'lib', name));
    expect(linksIn(copy)).toEqual([]);
    return { root: copy, version };
  }

  function linksIn(root: string): string[] {
    const lib = join(root, 'lib');
    return readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink());
  }

  it('get their library links in place', async () => {
    const binaries = await installedWithoutScripts();
    chmodSync(dirname(binaries.root), 0o755);
    const { url } = await start(await emptyFolder(), { binaries });
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(linksIn(binaries.root)).not.toEqual([]);
  });

  it('are copied, once, to a folder that only its owner can write to where they cannot run in place', async () => {
    const binaries = await installedWithoutScripts();
    // Root is stopped by no read-only folder, but its server's account by a closed one.
    chmodSync(isRoot ? dirname(binaries.root) : join(binaries.root, 'lib'), isRoot ? 0o700 : 0o555);
    const binariesCache = await emptyFolder();
    chmodSync(binariesCache, 0o755);

    const { url } = await start(await emptyFolder(), { binaries, binariesCache });
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const [copy = ''] = readdirSync(binariesCache);
    const before = statSync(join(binariesCache, copy));
    expect(before.mode & 0o022).toBe(0);
    expect(linksIn(binaries.root)).toEqual([]);

    await start(await emptyFolder(), { binaries, binariesCache });
    expect(readdirSync(binariesCache)).toEqual([copy]);
    expect(statSync(join(binariesCache, copy)).ctimeMs).toBe(before.ctimeMs);
    if (!isRoot) chmodSync(join(binaries.root, 'lib'), 0o755);
  });

  it('that do not exist for a platform are refused with what to do instead', async () => {
    await expect(findBinaries('sunos-x64')).rejects.toThrow(
      /no embedded PostgreSQL for sunos-x64 .* Set DATABASE_URL/,
    );
    const absent = process.platform === 'darwin' ? 'linux-arm64' : 'darwin-arm64';
    await expect(findBinaries(absent)).rejects.toThrow(/darwin|linux.* is not installed .* Set DATABASE_URL/);
  });
});
