/** Commands about files, and those about another machine's account, do not wait for a framework or a driver to be loaded. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/database/server-connection.js';
import { goldenArchive } from '../support/golden.js';
import { runProgram, type Outcome } from '../support/program.js';

const WITHOUT = fileURLToPath(new URL('../support/without-framework.js', import.meta.url));

let folder: string;
let archive: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-light-'));
  archive = join(folder, 'archive.tar.gz');
  await writeFile(archive, goldenArchive(1).archive);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const carol = async (args: readonly string[]): Promise<Outcome> =>
  // Module by module: in the bundle nobody could tell what is loaded.
  runProgram('dist/src/cli/main.js', args, {
    NODE_OPTIONS: `--import ${WITHOUT}`,
    DATA_DIR: folder,
    CAROL_URL: `http://127.0.0.1:${await freePort()}`,
    CAROL_TOKEN: 'carol_pat_nobody',
  });

describe('Without a framework', () => {
  it.each([
    ['help', () => ['--help'], 0, /Usage: carol/],
    ['verify', () => ['verify', archive], 0, /This archive is whole/],
    ['diff', () => ['diff', archive, archive], 0, /./],
    ['history', () => ['history'], 1, /The service is not reached|ECONNREFUSED/],
    // It can be told: this one needs the database.
    ['user list', () => ['user', 'list'], 1, /loads /],
  ])('%s ends as it does with one', async (_, args, status, says) => {
    const { stdout, stderr, ...ended } = await carol(args());
    expect(`${stdout}${stderr}`).toMatch(says);
    expect(ended).toEqual({ status });
  });
});
