/** The engine as it is published: packed, installed beside a host that is none of ours, on both versions of Nest and TypeORM, and used over HTTP. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { ImportResult, PreviewReport } from '../../src/portability/index.js';
import { readFiles } from '../support/archive-files.js';
import { OLDER_PACKAGES, otherNode } from '../support/other-versions.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const run = promisify(execFile);

const ENGINE = resolve('src/portability');
const NAME = 'nest-data-portability';
const ADA = 'aaaaaaaa-0000-4000-8000-000000000001';
const SHELF = '11111111-0000-4000-8000-000000000001';
const BOOK = '22222222-0000-4000-8000-000000000001';

/** Each over HTTP on the Node of this run, and each with the laws on one or two versions of Node. */
const HOSTS = [
  {
    versions: ['@nestjs/core 12', 'typeorm 1'],
    instead: new Map<string, string>(),
    nodes: [
      ['this Node', process.execPath],
      ['Node 24', otherNode(24)],
    ],
  },
  {
    versions: ['@nestjs/core 11', 'typeorm 0.3'],
    instead: OLDER_PACKAGES,
    nodes: [['Node 22', otherNode(22)]],
  },
] as const;

/** Of the tarball, with the package unpacked in it. */
let shared = '';
let packed: readonly string[] = [];
beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'packed-'));
  packed = await pack();
});
afterAll(() => rm(shared, { recursive: true, force: true }));

/** Packs the engine, which builds it. @returns the files in the tarball */
async function pack(): Promise<readonly string[]> {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', shared], {
    cwd: ENGINE,
    maxBuffer: 16 * 1024 * 1024,
  });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ];
  await run('tar', ['-xzf', join(shared, filename), '-C', shared]);
  return files.map(({ path }) => path);
}

let folder = '';
let database: TestDatabase;
let client: pg.Client;
let host: ChildProcess | undefined;
let url = '';

/** Gives the tests of a host that host, running on a database of its own. */
function useHost(instead: ReadonlyMap<string, string>): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packed-host-'));
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public`);
    await install(instead);
    const tsc = resolve('node_modules/typescript/bin/tsc');
    // Checks the host against the declarations of the package, and builds it.
    await run(process.execPath, [tsc, '-p', folder], { cwd: folder }).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout);
    });
    [host, url] = await start();
  });
  afterAll(async () => {
    if (host && host.exitCode === null) {
      host.kill('SIGTERM');
      await once(host, 'exit');
    }
    await client?.end();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });
}

/**
 * The host with the package for one of its dependencies. The others are links to what is installed here: a registry would say the
 * same, but a test that asks one fails without a network. So what the package forgets to declare, this does not find; the rule
 * `dependencies-only` does, which reads the package's own package.json.
 * @param instead the paths of packages, or of all of a scope, that are not taken from here
 */
async function install(instead: ReadonlyMap<string, string>): Promise<void> {
  await cp(resolve('examples/bookshelf'), folder, { recursive: true });
  await cp(join(shared, 'package'), join(folder, 'node_modules', NAME), { recursive: true });
  const installed = resolve('node_modules');
  for (const name of await readdir(installed))
    if (!name.startsWith('.'))
      await symlink(instead.get(name) ?? join(installed, name), join(folder, 'node_modules', name));
}

/** What the host is told. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, DATABASE_URL: database.url, DATA_DIR: join(folder, 'data') };
}

async function start(): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('http')) return [child, line];
  throw new Error('The host ended before it listened');
}

const ask = (path: string, member = 'ada', init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}/my-data/${path}`, { ...init, headers: { 'x-member': member } });

async function send(path: string, archive: Buffer, fields: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
  return ask(path, 'ada', { method: 'POST', body: form });
}

describe('the tarball', () => {
  it('holds what is built, what a package says of itself, and nothing else', async () => {
    const sources = (await readdir(ENGINE, { recursive: true })).filter(
      (path) => path.endsWith('.ts') && !path.startsWith('dist'),
    );
    const built = sources.flatMap((path) =>
      ['.js', '.d.ts'].map((end) => `dist/${path.replaceAll('\\', '/').replace(/\.ts$/, end)}`),
    );
    expect([...packed].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...built].sort(),
    );
  });
});

describe.each(HOSTS)(
  'a host of somebody else’s on $versions.0 and $versions.1',
  ({ versions, instead, nodes }) => {
    if (!instead) return it.skip('needs npm ci --prefix test/versions', () => undefined);
    useHost(instead);

    it.each(versions)('has %s', async (dependency) => {
      const [name = '', version = ''] = dependency.split(' ');
      const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      expect((JSON.parse(text) as { version: string }).version.startsWith(`${version}.`)).toBe(true);
    });

    it('answers to its own guard', async () => {
      const refused = await ask('export', 'nobody');
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({ type: '/my-data/problems/unauthenticated' });
    });

    it('exports, previews and imports its own kinds under its own name', async () => {
      await client.query('INSERT INTO shelf (id, user_id, label) VALUES ($1, $2, $3)', [
        SHELF,
        ADA,
        'Novels',
      ]);
      await client.query(
        `INSERT INTO book (id, user_id, shelf_id, title, price, read_on) VALUES ($1, $2, $3, 'Emma', 12.5, '2020-02-02')`,
        [BOOK, ADA, SHELF],
      );
      const exported = await ask('export');
      expect(exported.headers.get('content-disposition')).toMatch(
        /^attachment; filename=bookshelf-export-\d{4}-\d\d-\d\d\.tar\.gz$/,
      );
      const archive = Buffer.from(await exported.arrayBuffer());
      const files = await readFiles(archive);
      expect(String(files.get('README.md'))).toContain('# An export from Bookshelf');
      expect(String(files.get('manifest.yaml'))).toContain('format: bookshelf-export\n');
      expect(String(files.get('library.yaml'))).toContain('title: Emma');
      for (const [path, bytes] of files) expect(`${path} ${String(bytes)}`).not.toMatch(/carol/i);

      await client.query('DELETE FROM book');
      const preview = (await (await send('import/preview', archive)).json()) as PreviewReport;
      expect(preview).toMatchObject({ valid: true, errors: [] });
      expect(preview.effects?.['merge']).toMatchObject({ books: { create: 1 }, shelves: { unchanged: 1 } });
      const { sha256: confirm } = preview.archive;
      const result = (await (
        await send('import', archive, { mode: 'merge', confirm })
      ).json()) as ImportResult;
      expect(result.effects).toEqual(preview.effects?.['merge']);
      const { rows } = await client.query<{ title: string; price: string }>('SELECT title, price FROM book');
      expect(rows).toEqual([{ title: 'Emma', price: '12.50' }]);
    });

    it('shows pages of problems where it says that they are, under its name', async () => {
      const page = await (await ask('problems/format-unsupported')).text();
      expect(page).toContain('made by a newer Bookshelf');
      expect(page).toContain('href="/my-data/problems"');
      expect(page).not.toMatch(/carol/i);
    });

    for (const [name, node] of nodes)
      (node ? it : it.skip)(
        `keeps the laws with kinds of its own, called by the test runner of ${name}`,
        async () => {
          const args = ['--test', '--test-reporter=tap', 'dist/laws.spec.js'];
          const { stdout } = await run(node ?? '', args, { cwd: folder, env: environment() }).catch(
            (error: { stdout?: string }) => {
              throw new Error(error.stdout);
            },
          );
          expect(stdout).toMatch(/^# pass [1-9]/m);
          expect(stdout).toMatch(/^# fail 0$/m);
        },
      );
  },
);
