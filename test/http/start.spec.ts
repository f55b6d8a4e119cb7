/** A start that cannot succeed ends with status 1 and one line that says which setting is to blame. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { runProgram } from '../support/program.js';

const SECRET = 'Xyzzy';

let folder: string;
let taken: Server;
let database: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-start-'));
  await writeFile(join(folder, 'file'), '');
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  database = await createTestDatabase();
});
afterAll(async () => {
  taken?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const elsewhere = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

describe('a start', () => {
  it.each<readonly [string, () => Readonly<Record<string, string>>, RegExp]>([
    [
      'with a setting that is none',
      () => ({ PORT: 'abc' }),
      /^PORT is "abc": it must be a port, 0 to 65535$/,
    ],
    [
      'where nobody answers as the database',
      () => ({ DATABASE_URL: `postgres://carol:${SECRET}@127.0.0.1:1/carol` }),
      /^DATABASE_URL: the database cannot be reached \(ECONNREFUSED\)$/,
    ],
    [
      'with another password than the database knows',
      () => ({ DATABASE_URL: elsewhere((url) => (url.password = SECRET)) }),
      /^DATABASE_URL: the database refuses: .+$/,
    ],
    [
      'with a database that does not exist',
      () => ({ DATABASE_URL: elsewhere((url) => (url.pathname = '/nowhere')) }),
      /^DATABASE_URL: the database refuses: .+$/,
    ],
    [
      'with a data folder that cannot be one',
      () => ({ DATA_DIR: join(folder, 'file', 'data') }),
      /^DATA_DIR: .+ cannot be used \(ENOTDIR\)$/,
    ],
    [
      'at a port that is taken',
      () => ({ DATABASE_URL: database.url, PORT: String((taken.address() as AddressInfo).port) }),
      /^PORT, HOST: the service cannot listen at 127\.0\.0\.1:\d+ \(EADDRINUSE\)$/,
    ],
  ])('%s says so in one line', async (_, environment, line) => {
    const { status, stderr } = await runProgram('main.js', [], {
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      ...environment(),
    });
    expect({ status, line: stderr.trimEnd() }).toEqual({ status: 1, line: expect.stringMatching(line) });
    expect(stderr).not.toContain(SECRET);
  });
});
