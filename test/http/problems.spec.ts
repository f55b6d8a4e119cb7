/** Every failure is answered as a problem document, and neither it nor the log tells a value. */
import { connect } from 'node:net';
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response as ExpressResponse } from 'express';
import { DataSource } from 'typeorm';
import { HttpRefusal, PROBLEMS, PROBLEM_SLUGS } from '../../src/portability/index.js';
import { CAROL } from '../../src/carol/product.js';
import { controllersAt } from '../../src/portability/http/controllers.js';
import { createProblemPages, PROBLEM_PAGES } from '../../src/portability/http/problems/problem-pages.js';
import { remediesBelow } from '../../src/remedies.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { FAILURES, SECRET } from './failures.js';

const REMEDIES = remediesBelow('');

@Controller()
class FailingController {
  constructor(private readonly sql: DataSource) {}

  @Get('fail/:how')
  async fail(@Param('how') how: string): Promise<unknown> {
    return await FAILURES[how]?.(this.sql);
  }

  @Post('refuse')
  refuse(): never {
    throw new HttpRefusal('upload-too-large', 'Too large.', { Connection: 'close' });
  }

  @Get('broken')
  async broken(@Res() response: ExpressResponse): Promise<void> {
    response.setHeader('Content-Type', 'application/gzip');
    response.write('the beginning');
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new Error(SECRET);
  }
}

let database: TestDatabase;
let server: TestApp;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestApp(database.url, {
    controllers: [FailingController, ...controllersAt({ path: 'api' }).slice(-1)],
    providers: [
      {
        provide: PROBLEM_PAGES,
        useValue: createProblemPages({ product: CAROL, path: '/problems', remedies: REMEDIES }),
      },
    ],
  });
});

afterAll(async () => {
  await server?.close();
  await database?.drop();
});

type Json = Record<string, unknown>;

async function problemAt(path: string, init?: RequestInit): Promise<{ response: Response; problem: Json }> {
  const response = await fetch(server.url + path, init);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const problem = (await response.json()) as Json;
  expect(problem['status']).toBe(response.status);
  expect(problem['instance']).toBe(`urn:uuid:${response.headers.get('x-request-id')}`);
  return { response, problem };
}

describe('a failure of the code below', () => {
  it.each([
    ['sql-syntax', 'internal-error', null],
    ['sql-of-engine', 'internal-error', null],
    ['sql-value', 'internal-error', null],
    ['sql-canceled', 'server-busy', '10'],
    ['sql-killed', 'database-unavailable', '5'],
    ['sql-locked', 'server-busy', '5'],
    ['no-database', 'database-unavailable', '5'],
    ['database-resets', 'database-unavailable', '5'],
    ['disk-full', 'storage-full', null],
    ['zlib', 'archive-corrupt', null],
    ['zod', 'invalid-parameter', null],
    ['nest', 'invalid-parameter', null],
    ['missing', 'not-found', null],
    ['bug', 'internal-error', null],
    ['thrown', 'internal-error', null],
    ['refusal', 'import-in-progress', '7'],
  ] as const)('%s is answered as %s', async (how, slug, retryAfter) => {
    if (how === 'disk-full' && process.platform !== 'linux') return;
    const before = server.log.length;
    const { response, problem } = await problemAt(`/fail/${how}`);
    expect(problem).toMatchObject({
      type: `/problems/${slug}`,
      title: PROBLEMS[slug].title,
      status: PROBLEMS[slug].status,
    });
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    const failures = server.log.slice(before).filter(({ event }) => event === 'failure');
    expect(failures).toHaveLength(PROBLEMS[slug].status >= 500 ? 1 : 0);
    const told = JSON.stringify([problem, server.log.slice(before)]);
    for (const hidden of [SECRET, 'SELECT', 'node_modules', process.cwd()])
      expect(told).not.toContain(hidden);
  });

  it.each([
    ['sql-syntax', 'QueryFailedError'],
    ['sql-of-engine', 'error'],
  ])('%s is found again in the log by its errorId, with the place in our code', async (how, name) => {
    const { problem } = await problemAt(`/fail/${how}`);
    const entry = server.log.find(({ errorId }) => errorId === problem['errorId']);
    expect(entry).toMatchObject({
      level: 'error',
      name,
      code: '42P01',
      slug: 'internal-error',
    });
    expect(entry?.['frames']).toContainEqual(
      expect.stringMatching(/^FailingController\.fail \(test\/http\/problems\.spec\.ts:\d+\)$/),
    );
    expect(problem['errorId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says which parameter is wrong and what is allowed', async () => {
    const { problem } = await problemAt('/fail/zod');
    expect(problem['errors']).toEqual([
      { parameter: 'mode', detail: 'must be one of the allowed values', allowed: ['replace', 'merge'] },
      { parameter: 'n', detail: 'must be at most 3' },
    ]);
  });

  it('keeps the standard members whatever the extensions say', async () => {
    const { problem } = await problemAt('/fail/refusal');
    expect(problem).toMatchObject({ status: 409, type: '/problems/import-in-progress', more: 1 });
  });
});

describe('an address', () => {
  it('that does not exist is answered as not found', async () => {
    for (const path of ['/nothing', '/fail', '/problems/no-such', '/%E0%A4%A']) {
      const { problem } = await problemAt(path);
      expect([404, 400]).toContain(problem['status']);
    }
    expect((await problemAt('/nothing')).problem).toMatchObject({ type: '/problems/not-found', status: 404 });
  });

  it('that exists for other methods names them', async () => {
    const { response, problem } = await problemAt('/refuse', { method: 'DELETE' });
    expect(problem).toMatchObject({ type: '/problems/method-not-allowed', status: 405 });
    expect(response.headers.get('allow')).toBe('POST');
    const other = await problemAt('/problems/not-found', { method: 'PUT' });
    expect(other.response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('the id of a request', () => {
  it('is the client’s own if that is a UUID', async () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const { response } = await problemAt('/nothing', { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toBe(id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.log).toContainEqual(
      expect.objectContaining({ event: 'request', requestId: id, status: 404 }),
    );
  });

  it('is a new one otherwise', async () => {
    const { response } = await problemAt('/nothing', { headers: { 'x-request-id': `${SECRET}` } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe('a connection', () => {
  it('breaks visibly when the failure comes after the beginning', async () => {
    const response = await fetch(`${server.url}/broken`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('carries the whole answer to a client that is still sending, then ends', async () => {
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n');
    const chunk = Buffer.alloc(64 * 1024);
    const sending = setInterval(() => socket.write(chunk), 5);
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    socket.on('error', () => undefined); // cut off while sending, after the answer
    const started = Date.now();
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(sending);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toMatch(/\r\nConnection: close\r\n/i);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({
      type: '/problems/upload-too-large',
    });
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('the page of a problem', () => {
  it.each(PROBLEM_SLUGS)('%s says what happened and what to do, and loads nothing', async (slug) => {
    const response = await fetch(`${server.url}/problems/${slug}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    const html = await response.text();
    expect(html).toContain('<html lang="en">');
    expect(html).toContain(`HTTP ${PROBLEMS[slug].status}`);
    expect(html).toContain((REMEDIES?.[slug] ?? PROBLEMS[slug].remedy).slice(0, 12));
    expect(html).not.toMatch(/<(script|img|link|iframe)|https?:\/\//);
  });

  it('is linked from the list of all', async () => {
    const html = await (await fetch(`${server.url}/problems`)).text();
    for (const slug of PROBLEM_SLUGS) expect(html).toContain(`href="/problems/${slug}"`);
  });
});
