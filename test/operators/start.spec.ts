/** A start that cannot succeed ends with status 1 and one line that says which setting is to blame. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { s3Environment, startS3Server, type S3Server } from '../support/s3-server.js';
import { runProgram, SERVICE } from '../support/program.js';

const SECRET = 'Xyzzy';
/** The AWS SDK says on standard error which versions of Node it will support next year. */
const SDK_WARNING = /^\(node:\d+\) Warning: NodeVersionSupportWarning[\s\S]*?was created\)\n/;

let folder: string;
let taken: Server;
let database: TestDatabase;
let store: S3Server;
/** Takes connections, and says nothing. */
let silent: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-start-'));
  await writeFile(join(folder, 'file'), '');
  for (const [name, file] of [
    ['odd', 'tmp'],
    ['strange', 'blobs'],
  ] as const) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, file), '');
  }
  store = await startS3Server();
  silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  database = await createTestDatabase();
});
afterAll(async () => {
  taken?.close();
  silent?.close();
  await store?.close();
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
      'with a data folder that cannot be one, which the files are not kept in',
      () => ({
        ...s3Environment(store),
        DATABASE_URL: database.url,
        DATA_DIR: join(folder, 'file', 'data'),
      }),
      /^DATA_DIR: .+ cannot be used \(ENOTDIR\)$/,
    ],
    [
      'with something else in the place of the folder for temporary files',
      () => ({ ...s3Environment(store), DATABASE_URL: database.url, DATA_DIR: join(folder, 'odd') }),
      /^DATA_DIR: .+tmp cannot be used \(EEXIST\)$/,
    ],
    [
      'with a folder for uploads that cannot be one',
      () => ({ DATABASE_URL: database.url, UPLOADS_DIR: join(folder, 'file', 'uploads') }),
      /^UPLOADS_DIR: .+uploads cannot be used \(ENOTDIR\)$/,
    ],
    [
      'with something else in the place of the folder for files',
      () => ({ DATABASE_URL: database.url, DATA_DIR: join(folder, 'strange') }),
      /^DATA_DIR: .+blobs\S* cannot be used \((EEXIST|ENOTDIR)\)$/,
    ],
    [
      'with a file store where nobody answers',
      () => ({
        ...s3Environment(store),
        S3_ENDPOINT: 'http://127.0.0.1:1',
        S3_SECRET_ACCESS_KEY: SECRET,
        DATABASE_URL: database.url,
      }),
      /^BLOB_STORE: the file store cannot be used: .*ECONNREFUSED.*$/,
    ],
    [
      'with a file store that takes connections and is silent',
      () => ({
        ...s3Environment(store),
        S3_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        S3_SECRET_ACCESS_KEY: SECRET,
        DATABASE_URL: database.url,
      }),
      /^BLOB_STORE: the file store cannot be used: The store did not answer .+ within 5 s.*$/,
    ],
    [
      'with a bucket that does not exist',
      () => ({
        ...s3Environment(store),
        S3_BUCKET: 'nowhere',
        DATABASE_URL: database.url,
      }),
      /^BLOB_STORE: the file store cannot be used: .*(NotFound|NoSuchBucket).*$/,
    ],
    [
      'at a port that is taken',
      () => ({ DATABASE_URL: database.url, PORT: String((taken.address() as AddressInfo).port) }),
      /^PORT, HOST: the service cannot listen at 127\.0\.0\.1:\d+ \(EADDRINUSE\)$/,
    ],
  ])(
    '%s says so in one line',
    async (_, environment, line) => {
      const { status, stderr } = await runProgram(SERVICE, [], {
        PORT: '0',
        DATA_DIR: join(folder, 'data'),
        ...environment(),
      });
      expect({ status, line: stderr.replace(SDK_WARNING, '').trimEnd() }).toEqual({
        status: 1,
        line: expect.stringMatching(line),
      });
      expect(stderr).not.toContain(SECRET);
    },
    30_000,
  );
});
