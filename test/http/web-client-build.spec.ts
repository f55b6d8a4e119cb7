/** When the built web client counts as built: never before it is whole, and no longer once a file of it is missing. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { openWebClient, type WebClient } from '../../src/web-client/web-client-build.js';
import { serveWebClient } from '../../src/web-client/web-client-routes.js';
import { eventually } from '../support/raw-http.js';

const CLIENT = fileURLToPath(new URL('../../apps/client', import.meta.url));
/** The packages of the real client may be left out of an installation. */
const isClientInstalled = existsSync(join(CLIENT, '..', '..', 'node_modules', 'expo'));
const SCRIPT = '_expo/static/js/web/entry-0123.js';
const ICON = 'assets/icon.0123.png';

/** What a bundler writes; a test leaves something out. */
const WHOLE: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html><title>the card</title><link rel="icon" href="data:,"><script src="/${SCRIPT}" defer></script>`,
  [SCRIPT]: `registerAsset({uri:"/${ICON}"});`,
  [ICON]: 'an image',
};

let client: string;
let lines: string[];
let cards: WebClient[];

beforeEach(async () => {
  client = await mkdtemp(join(tmpdir(), 'carol-client-'));
  lines = [];
  cards = [];
  await put('package.json', '{"name":"client"}');
  await put('app/index.tsx', 'export {};');
});
afterEach(async () => {
  for (const card of cards) await card.stop();
  await rm(client, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(client, path)), { recursive: true });
  await writeFile(join(client, path), text);
}

/** Installs a bundler that writes these files and then does what `then` says. */
async function install(files: Readonly<Record<string, string>>, then = ''): Promise<void> {
  await put('node_modules/expo/package.json', '{"name":"expo","version":"0.0.0"}');
  await put(
    'node_modules/expo/bin/cli',
    `const { mkdirSync, writeFileSync } = require('node:fs');
     const { dirname, join } = require('node:path');
     for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
     const target = process.argv[process.argv.indexOf('--output-dir') + 1];
     for (const [path, text] of Object.entries(${JSON.stringify(files)})) {
       mkdirSync(dirname(join(target, path)), { recursive: true });
       writeFileSync(join(target, path), text);
     }
     ${then}`,
  );
}

async function open(signal?: AbortSignal): Promise<WebClient> {
  const card = await openWebClient(client, (line) => lines.push(line), signal);
  cards.push(card);
  return card;
}

/** Opens the card, and waits until it is built or not. */
async function build(): Promise<WebClient> {
  const card = await open();
  await eventually(() => expect(card.state).not.toBe('building'));
  return card;
}

const dist = (): Promise<string[]> => readdir(join(client, 'dist')).catch(() => []);
const drafts = async (): Promise<string[]> =>
  (await readdir(client)).filter((name) => name.startsWith('.dist'));

/** What a browser gets at an address. */
async function at(card: WebClient, path: string): Promise<string> {
  const server: Server = createServer(express().use(serveWebClient(card)) as never).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
    return `${answer.status} ${await answer.text()}`;
  } finally {
    server.close();
  }
}

const FOREVER = 'setInterval(() => undefined, 1000);';

describe('a build', () => {
  it('that is whole is served, and the next start finds it', async () => {
    await install(WHOLE);
    const card = await build();
    expect({ state: card.state, lines }).toMatchObject({ state: 'ready' });
    expect(await at(card, '/')).toContain('the card');
    await install({}, 'process.exit(1)');
    expect((await open()).state).toBe('ready');
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['wrote nothing', {}],
    [
      'wrote the page alone, as the bundler does first',
      { 'index.html': '<!doctype html><div id="root"></div>' },
    ],
    ['wrote no script', { ...WHOLE, [SCRIPT]: '' }],
    ['wrote no asset', Object.fromEntries(Object.entries(WHOLE).filter(([path]) => path !== ICON))],
    ['wrote an empty page', { ...WHOLE, 'index.html': '' }],
  ])('that ends with status 0 and %s is no build', async (_, files) => {
    await install(files);
    const card = await build();
    expect(card.state).toBe('failed');
    expect(await dist()).toEqual([]);
    expect(await drafts()).toEqual([]);
    expect(lines.at(-1)).toMatch(/could not be built \(.+ (is missing or empty|loads no script)\)/);
  });

  it('that is stopped is no build, though all that it wrote is whole and its status is 0', async () => {
    await install(WHOLE, FOREVER);
    const card = await open();
    await eventually(async () => expect(await drafts()).toHaveLength(1));
    await eventually(async () =>
      expect(await readdir(join(client, (await drafts())[0] ?? ''))).toHaveLength(3),
    );
    await card.stop();
    expect(await dist()).toEqual([]);
    expect(await drafts()).toEqual([]);
    await install(WHOLE);
    expect((await build()).state).toBe('ready');
  });

  it('that ends by itself once the signal was given is no build: Ctrl-C reaches it before it is stopped', async () => {
    await install(WHOLE);
    const stopping = new AbortController();
    const card = await open(stopping.signal);
    stopping.abort();
    await eventually(() => expect(card.state).toBe('failed'));
    expect(await dist()).toEqual([]);
    expect(await drafts()).toEqual([]);
  });

  it('that does not heed the signal is killed', async () => {
    await install(
      {},
      `process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => undefined); ${FOREVER}`,
    );
    const card = await open();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    await card.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  (isClientInstalled ? it : it.skip)(
    'of the real client that is stopped at its beginning leaves nothing behind',
    async () => {
      await rm(client, { recursive: true });
      await cp(CLIENT, client, {
        recursive: true,
        filter: (path) => !/[\\/](node_modules|dist|\.dist-[^\\/]*|\.expo|test)$/.test(path),
      });
      await symlink(join(CLIENT, '..', '..', 'node_modules'), join(client, 'node_modules'));
      const card = await open();
      expect(card.state).toBe('building');
      // The page is the first thing that it writes, and the scripts the last.
      await eventually(async () => expect(await drafts()).toHaveLength(1), 60_000);
      await card.stop();
      expect(await dist()).toEqual([]);
      expect(await drafts()).toEqual([]);
    },
    90_000,
  );
});

describe('what was built before', () => {
  beforeEach(async () => {
    await install(WHOLE);
    await build();
    lines = [];
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    ['whose script is missing', () => rm(join(client, 'dist', SCRIPT))],
    ['whose asset is missing', () => rm(join(client, 'dist', ICON))],
    ['whose page is empty', () => truncate(join(client, 'dist', 'index.html'))],
    ['whose script was cut short', () => truncate(join(client, 'dist', SCRIPT), 5)],
    ['with the stamp of the first release, a digest', () => put('dist/.sources', 'f'.repeat(64))],
    [
      'with a stamp of the first release that names these very sources, and no script',
      async () => {
        const { sources } = JSON.parse(await readFile(join(client, 'dist/.sources'), 'utf8')) as {
          sources: string;
        };
        await put('dist/.sources', sources);
        await rm(join(client, 'dist', SCRIPT));
      },
    ],
    ['with a stamp that was cut short', () => truncate(join(client, 'dist', '.sources'), 20)],
    ['from other sources', () => put('app/index.tsx', 'export const changed = 1;')],
  ])('%s is built again', async (_, damage) => {
    await damage();
    const card = await build();
    expect(card.state).toBe('ready');
    expect(lines.at(-1)).toMatch(/^the web client is built/);
    expect(await at(card, '/')).toContain('the card');
    expect(await at(card, `/${SCRIPT}`)).toMatch(/^200 /);
    lines = [];
    expect((await open()).state).toBe('ready');
    expect(lines).toEqual([]);
  });

  it('is served where nothing can be built, as long as it is whole', async () => {
    await rm(join(client, 'node_modules'), { recursive: true });
    expect((await open()).state).toBe('ready');
    await rm(join(client, 'dist', SCRIPT));
    const card = await open();
    expect(card.state).toBe('absent');
    expect(lines.at(-1)).toMatch(/not whole.+entry-0123\.js is missing.+npm install/);
    expect(await at(card, '/')).toContain('npm install');
  });

  it('is served where nothing can be built and the first release built it, as long as the page is whole', async () => {
    await rm(join(client, 'node_modules'), { recursive: true });
    await put('dist/.sources', 'f'.repeat(64));
    expect((await open()).state).toBe('ready');
    await rm(join(client, 'dist', SCRIPT));
    expect((await open()).state).toBe('absent');
  });
});

it('removes the drafts of processes that are gone', async () => {
  await put('.dist-999999999/index.html', 'x');
  await install(WHOLE);
  expect((await build()).state).toBe('ready');
  expect(await drafts()).toEqual([]);
});
