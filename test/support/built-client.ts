/** A client’s folder with a bundler that writes what a test wants, and what becomes of the web client that is opened in it. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect } from '@jest/globals';
import express from 'express';
import { openWebClient, type WebClient } from '../../src/web-client/web-client-build.js';
import { serveWebClient } from '../../src/web-client/web-client-routes.js';
import { eventually } from './raw-http.js';

export const CLIENT = fileURLToPath(new URL('../../apps/client', import.meta.url));
/** The packages of the real client may be left out of an installation. */
export const isClientInstalled = existsSync(join(CLIENT, '..', '..', 'node_modules', 'expo'));
export const SCRIPT = '_expo/static/js/web/entry-0123.js';
export const ICON = 'assets/icon.0123.png';

/** What a bundler writes; a test leaves something out. */
export const WHOLE: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html><title>the card</title><link rel="icon" href="data:,"><script src="/${SCRIPT}" defer></script>`,
  [SCRIPT]: `registerAsset({uri:"/${ICON}"});`,
  [ICON]: 'an image',
};

export let client: string;
export let lines: string[];
let cards: WebClient[];

/** Gives each test of a spec a folder of its own, without a bundler and without a build. */
export function useClientFolder(): void {
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
}

export async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(client, path)), { recursive: true });
  await writeFile(join(client, path), text);
}

/** Installs a bundler that writes these files and then does what `then` says. */
export async function install(files: Readonly<Record<string, string>>, then = ''): Promise<void> {
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

export async function open(signal?: AbortSignal): Promise<WebClient> {
  const card = await openWebClient(client, (line) => lines.push(line), signal);
  cards.push(card);
  return card;
}

/** Opens the card, and waits until it is built or not. */
export async function build(): Promise<WebClient> {
  const card = await open();
  await eventually(() => expect(card.state).not.toBe('building'));
  return card;
}

export async function removeAllBut(...kept: readonly string[]): Promise<void> {
  for (const name of await dist())
    if (!kept.includes(name)) await rm(join(client, 'dist', name), { recursive: true });
}

export const dist = (): Promise<string[]> => readdir(join(client, 'dist')).catch(() => []);
export const drafts = async (): Promise<string[]> =>
  (await readdir(client)).filter((name) => name.startsWith('.dist'));

/** What a browser gets at an address. */
export async function at(card: WebClient, path: string, basePath = ''): Promise<string> {
  const server: Server = createServer(express().use(serveWebClient(card, basePath)) as never).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
    return `${answer.status} ${await answer.text()}`;
  } finally {
    server.close();
  }
}

/** As if nothing had been said so far. */
export function forgetLines(): void {
  lines = [];
}
