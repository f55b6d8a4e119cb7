/** Whose address is whose: the card's pages, and everything else. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { WebClientState } from '../../src/web-client/web-client-build.js';
import { serveWebClient } from '../../src/web-client/web-client-routes.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let directory: string;
let server: Server;
let state: WebClientState = 'ready';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'carol-card-'));
  await mkdir(join(directory, '_expo'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>the card</title>');
  await writeFile(join(directory, '_expo', 'entry.js'), 'export {};');
  const app = express();
  app.use(
    serveWebClient({
      directory,
      get state() {
        return state;
      },
      files: {},
      reportFault: () => undefined,
      stop: async () => undefined,
    }),
  );
  app.use((_request, response) => void response.status(404).json({}));
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server?.close();
  await rm(directory, { recursive: true, force: true });
});

async function at(path: string, accept: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } });
  const [type] = (response.headers.get('content-type') ?? '').split(';');
  return `${response.status} ${type}`;
}

describe.each<WebClientState>(['ready', 'building'])('while the card is %s', (now) => {
  it.each([
    ['/', BROWSER, '200 text/html'],
    ['/', '*/*', '200 text/html'],
    ['/sign-in', BROWSER, '200 text/html'],
    ['/sign-in', '*/*', '200 text/html'],
    ['/', 'application/json', '404 application/json'],
    ['/anything', BROWSER, '200 text/html'],
    ['/anything', '*/*', '404 application/json'],
    ['/api/nothing', BROWSER, '404 application/json'],
    ['/problems/nothing', BROWSER, '404 application/json'],
    ['/nothing.js', BROWSER, '404 application/json'],
  ])('%s is, for who accepts %s: %s', async (path, accept, answer) => {
    state = now;
    expect(await at(path, accept)).toBe(answer);
  });
});

it('serves the files of the card, once they are there', async () => {
  state = 'ready';
  expect(await at('/_expo/entry.js', '*/*')).toBe('200 text/javascript');
});
