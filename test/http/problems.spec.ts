/** Every failure is answered as a problem document, and neither it nor the log tells a value. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { BadRequestException, Controller, Get, NotFoundException, Param, Post, Res } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Response as ExpressResponse } from 'express';
import multer from 'multer';
import { Registry } from 'prom-client';
import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { createDataSource } from '../../src/database/data-source.js';
import { HealthModule } from '../../src/health/health.module.js';
import { HttpRefusal, PROBLEMS, PROBLEM_SLUGS, PortabilityError } from '../../src/portability/index.js';
import { CAROL } from '../../src/carol/product.js';
import { controllersAt } from '../../src/portability/http/controllers.js';
import { createProblemPages, PROBLEM_PAGES } from '../../src/portability/http/problems/problem-pages.js';
import { REMEDIES } from '../../src/remedies.js';
import { toProblem } from '../../src/portability/http/problems/problem-document.js';
import { createMetrics } from '../../src/portability/metrics.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SECRET = 'XyzzySecretValue';

/** Real failures of the code that we stand on, each made by really letting it fail. */
const FAILURES: Record<string, (sql: DataSource) => unknown> = {
  'sql-syntax': (sql) => sql.query(`SELECT '${SECRET}' FROM nowhere`),
  'sql-value': (sql) => sql.query('SELECT $1::int', [SECRET]),
  'sql-canceled': (sql) =>
    sql.transaction(async (manager) => {
      await manager.query('SET LOCAL statement_timeout = 20');
      await manager.query('SELECT pg_sleep(10)');
    }),
  // On connections of its own: a pool may lend a dying one again before it hears of that.
  'sql-killed': async () => {
    const dying = await createDataSource(database.url, { onPoolError: () => undefined }).initialize();
    await dying
      .query('SELECT pg_terminate_backend(pg_backend_pid())')
      .finally(() => dying.destroy().catch(() => undefined));
  },
  'sql-locked': (sql) =>
    sql.transaction(async (holder) => {
      await holder.query('LOCK TABLE login_attempt');
      await sql.transaction((other) => other.query('LOCK TABLE login_attempt NOWAIT'));
    }),
  'no-database': () => createDataSource('postgres://u:p@127.0.0.1:1/x').initialize(),
  'database-resets': async () => {
    const resetting = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    resetting.listen(0, '127.0.0.1');
    await once(resetting, 'listening');
    const { port } = resetting.address() as AddressInfo;
    await createDataSource(`postgres://u:p@127.0.0.1:${port}/x`)
      .initialize()
      .finally(() => resetting.close());
  },
  'disk-full': async () => {
    const full = createWriteStream('/dev/full');
    full.write(SECRET);
    const [error] = (await once(full, 'error')) as [Error];
    throw error;
  },
  zlib: () => gunzipSync(Buffer.from(SECRET)),
  zod: () =>
    z.object({ mode: z.enum(['replace', 'merge']), n: z.number().max(3) }).parse({ mode: SECRET, n: 4 }),
  nest: () => {
    throw new BadRequestException(SECRET);
  },
  missing: () => {
    throw new NotFoundException(SECRET);
  },
  bug: () => {
    throw new TypeError(`${SECRET}\n    at steal (src/${SECRET}.ts:1:1)`);
  },
  thrown: () => {
    throw SECRET;
  },
  refusal: () => {
    throw new PortabilityError(
      'import-in-progress',
      'Wait.',
      { status: 200, type: 'about:blank', more: 1 },
      { retrySeconds: 7, cause: new Error(SECRET) },
    );
  },
};

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

const registry = new Registry();
let database: TestDatabase;
let server: TestApp;
let storeIsUp = true;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestApp(database.url, {
    imports: [
      HealthModule.forRootAsync({
        metrics: registry,
        inject: [DataSource],
        useFactory: (sql: DataSource) => [
          { name: 'database', check: () => sql.query('SELECT 1') },
          {
            name: 'store',
            timeout: 50,
            check: () => (storeIsUp ? Promise.resolve() : new Promise(() => undefined)),
          },
        ],
      }),
    ],
    controllers: [FailingController, ...controllersAt({ path: 'api' }).slice(1)],
    providers: [
      {
        provide: PROBLEM_PAGES,
        useValue: createProblemPages({ product: CAROL, path: 'problems', remedies: REMEDIES }),
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

  it('is found again in the log by its errorId, with the place in our code', async () => {
    const { problem } = await problemAt('/fail/sql-syntax');
    const entry = server.log.find(({ errorId }) => errorId === problem['errorId']);
    expect(entry).toMatchObject({
      level: 'error',
      name: 'QueryFailedError',
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

describe('a failure of multer', () => {
  const send = (body: string, boundary = 'b'): Promise<unknown> =>
    new Promise((resolve) => {
      const request = Object.assign(Readable.from([body]), {
        method: 'POST',
        headers: {
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': `${body.length}`,
        },
      });
      const upload = multer({ limits: { fileSize: 4, fields: 1 } }).single('file');
      upload(request as never, {} as never, (error: unknown) => resolve(error));
    });
  const part = (name: string, extra: string, value: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;

  it.each([
    ['a file that is too long', part('file', '; filename="x"', 'much too long'), 'upload-too-large'],
    ['a file of another name', part('other', '; filename="x"', 'x'), 'unexpected-part'],
    ['too many fields', part('a', '', '1') + part('b', '', '2'), 'malformed-multipart'],
  ] as const)('by %s is the client’s', async (_, parts, slug) => {
    expect(toProblem(await send(`${parts}--b--\r\n`), 'id')).toMatchObject({ type: `/problems/${slug}` });
  });

  it('by a body that ends too early is the client’s', async () => {
    expect(toProblem(await send(part('file', '; filename="x"', 'x').slice(0, -4)), 'id')).toMatchObject({
      type: '/problems/malformed-multipart',
    });
  });
});

describe('an error of any kind', () => {
  it('becomes a problem of the table, and no value of it is repeated', () => {
    const thrown = fc.oneof(
      fc.anything(),
      fc
        .record({ message: fc.string(), code: fc.string(), status: fc.anything(), name: fc.string() })
        .map((members) => {
          return Object.assign(new Error(SECRET), members, { message: `${SECRET} ${members.message}` });
        }),
    );
    fc.assert(
      fc.property(thrown, (error) => {
        const problem = toProblem(error, 'id');
        const slug = PROBLEM_SLUGS.find((each) => problem.type === `/problems/${each}`);
        expect(slug && PROBLEMS[slug].status).toBe(problem.status);
        expect(JSON.stringify(problem)).not.toContain(SECRET);
      }),
    );
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
    await once(socket, 'close');
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

describe('the probes', () => {
  it('tell running from ready', async () => {
    const live = await fetch(`${server.url}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(`${server.url}/health/ready`);
    const up = { status: 'ready', checks: { database: 'up', store: 'up' } };
    expect([ready.status, await ready.json()]).toEqual([200, up]);
  });

  it('wait for nothing that hangs', async () => {
    storeIsUp = false;
    const ready = await fetch(`${server.url}/health/ready`);
    const down = { status: 'unavailable', checks: { database: 'up', store: 'timeout' } };
    expect([ready.status, await ready.json()]).toEqual([503, down]);
    storeIsUp = true;
  });
});

describe('the metrics', () => {
  it('count transfers by how they ended, each once', async () => {
    const transfer = createMetrics(registry, CAROL.slug).startTransfer('import');
    transfer.addBytes(1000);
    transfer.addRows(7);
    transfer.end('done');
    transfer.end('failed');
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    expect(text).toContain('carol_transfers_total{operation="import",outcome="done"} 1');
    expect(text).not.toContain('outcome="failed"');
    expect(text).toContain('carol_transfer_bytes_total{operation="import"} 1000');
    expect(text).toContain('carol_transfer_rows_total{operation="import"} 7');
    expect(text).toContain('carol_transfer_duration_seconds_count{operation="import",outcome="done"} 1');
    expect(text).toContain('process_cpu_seconds_total');
  });
});
