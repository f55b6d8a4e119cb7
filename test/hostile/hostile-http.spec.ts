/** Requests as nobody should send them: refused before they cost anything, with the right problem, and without a trace. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemSlug } from '../../src/portability/index.js';
import { expectAtRest } from '../support/at-rest.js';
import { begin, BOUNDARY, field, file, formOf, importForm, send } from '../support/raw-http.js';
import { watched } from '../support/refusals.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { BAD_FORMS, BAD_HEADERS, CONFIRM, endless, manyParts, MODE } from './hostile-requests.js';

const MiB = 1024 * 1024;
const UPLOAD_LIMIT = 4 * MiB;

let service: TestService;
let user: TestUser;
let archive: Buffer;
let before: string;

beforeAll(async () => {
  service = await startTestService({ LIMIT_UPLOAD_BYTES: String(UPLOAD_LIMIT), LIMIT_STALL_SECONDS: '2' });
  user = await userWith(service, sampleGraph());
  archive = await packGraph(sampleGraph());
});
afterAll(() => service?.close());
beforeEach(async () => {
  before = await fingerprint(service);
});
// Whatever a test sends: rows and blobs as before, no file, transaction or lock left.
afterEach(async () => {
  await expectAtRest(service);
  expect(await fingerprint(service)).toBe(before);
});

const problem = (slug: ProblemSlug) => ({
  status: PROBLEMS[slug].status,
  body: { type: `/problems/${slug}`, status: PROBLEMS[slug].status, title: PROBLEMS[slug].title },
});

describe('A form', () => {
  it('that is well-formed is taken in any order', async () => {
    const forms = [
      [MODE, CONFIRM, file(archive)],
      [file(archive), CONFIRM, MODE],
    ];
    for (const parts of forms) {
      const stranger = await service.createUser();
      expect(await send(service, stranger, { body: formOf(...parts) })).toMatchObject({ status: 200 });
      await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [stranger.id]);
      for await (const { key } of service.instance.blobs.list(stranger.id))
        await service.instance.blobs.delete(key);
    }
  });

  it.each(BAD_FORMS)('%s is refused as %s', async (_, slug, parts) => {
    const body = formOf(...parts);
    for (const chunked of [false, true]) {
      const answer = await send(service, user, {
        body: chunked
          ? (async function* () {
              for (const byte of body) yield Buffer.from([byte]);
            })()
          : body,
      });
      expect(answer).toMatchObject(problem(slug));
      expect(answer.milliseconds).toBeLessThan(5_000);
    }
  });

  it.each([
    ['file', [MODE, CONFIRM, file('x'), file('y')]],
    ['photo', [MODE, CONFIRM, file('x'), file('y', 'photo')]],
    ['photo', [file('y', 'photo'), MODE, CONFIRM, file('x')]],
    ['note', [MODE, CONFIRM, file('x'), field('note', 'x')]],
  ])('names the part that does not belong there: %s', async (partName, parts) => {
    const answer = await send(service, user, { body: formOf(...parts) });
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/unexpected-part', partName } });
  });

  it('names the part that does not belong there, and nothing that is dangerous to show', async () => {
    const name = '<script>\u202e';
    const { body } = await send(service, user, { body: formOf(MODE, CONFIRM, file('x', name)) });
    expect(body['partName']).toMatch(/^<script>\?+$/);
  });
});

describe('A request', () => {
  it.each(BAD_HEADERS)('%s is refused', async (_, slug, headers) => {
    expect(await send(service, user, { headers, body: importForm(archive) })).toMatchObject(problem(slug));
  });

  it.each([
    ['GET', '/api/import', 'POST'],
    ['GET', '/api/import/preview', 'POST'],
    ['DELETE', '/api/import/preview', 'POST'],
    ['POST', '/api/export', 'GET, HEAD'],
    ['PUT', `/api/import/${randomUUID()}`, 'DELETE, GET, HEAD'],
  ])('for another method is refused, and told which there are: %s %s', async (method, path, allow) => {
    const answer = await send(service, user, { method, path });
    expect(answer).toMatchObject(problem('method-not-allowed'));
    expect(answer.headers['allow']).toBe(allow);
  });

  it('with no body is refused', async () => {
    expect(await send(service, user, {})).toMatchObject(problem('malformed-multipart'));
  });

  it('without authentication is refused before a byte is read or stored', async () => {
    const nobody = { ...user, token: 'carol_pat_wrong' };
    for (const who of [undefined, nobody]) {
      const answer = await send(service, who, {
        body: endless(),
        headers: { 'transfer-encoding': 'chunked' },
      });
      expect(answer).toMatchObject(problem('unauthenticated'));
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(answer.headers.connection).toBe('close');
    }
  });

  it('that another site makes with the cookie of a signed-in browser is refused', async () => {
    const cookie = 'carol_session=anything';
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      const answer = await send(service, undefined, {
        headers: { cookie, ...headers },
        body: importForm(archive),
      });
      expect(answer).toMatchObject(problem('forbidden'));
    }
  });

  it('with both a length and chunks, or two lengths, never reaches the application', async () => {
    for (const smuggled of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked',
      'Content-Length: 5\r\nContent-Length: 6',
    ]) {
      const { port, hostname } = new URL(service.url);
      const socket = await begin(service, user, 0);
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.write(`POST /api/import HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${smuggled}\r\n\r\n0\r\n\r\n`);
      await once(socket, 'close');
      expect(text).toMatch(/HTTP\/1\.1 400 Bad Request/);
    }
  });
});

describe('A body that is too large', () => {
  it('by its own account is refused before it is read, and the connection is closed', async () => {
    const answer = await send(service, user, {
      body: endless(),
      headers: { 'content-length': String(50 * 1024 * MiB) },
    });
    expect(answer).toMatchObject(problem('upload-too-large'));
    expect(answer.body).toMatchObject({ limit: 'uploadBytes', maximum: UPLOAD_LIMIT });
    expect(answer.headers.connection).toBe('close');
    expect(answer.milliseconds).toBeLessThan(5_000);
  });

  it.each<readonly [string, () => AsyncGenerator<Buffer>]>([
    ['a file', () => endless(`--${BOUNDARY}\r\n${file('').head}\r\n\r\n`)],
    ['a field', () => endless(`--${BOUNDARY}\r\n${field('mode', '').head}\r\n\r\n`)],
    ['a preamble', () => endless('no boundary here')],
    ['an epilogue', () => endless(importForm('x').toString('latin1'))],
    ['the headers of a part', () => endless(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="`)],
    ['a file without a name', () => endless(`--${BOUNDARY}\r\n${file('', 'file', '').head}\r\n\r\n`)],
    ['too many parts', manyParts],
  ])('in %s without end is refused while it comes, and not drained', async (_, body) => {
    await watched(service, async () => {
      const answer = await send(service, user, { body: body() });
      expect([413, 400]).toContain(answer.status);
      expect(answer.headers.connection).toBe('close');
      expect(answer.milliseconds).toBeLessThan(8_000);
    });
  });

  it('is taken at the limit and refused one byte past it', async () => {
    const pad = (size: number): Buffer => randomBytes(size);
    expect(await send(service, user, { body: importForm(pad(UPLOAD_LIMIT)) })).toMatchObject(
      problem('unsupported-archive-type'),
    );
    expect(await send(service, user, { body: importForm(pad(UPLOAD_LIMIT + 1)) })).toMatchObject(
      problem('upload-too-large'),
    );
  });
});

describe('An upload', () => {
  it('that stands still is answered with a time-out', async () => {
    const form = importForm(archive);
    for (const length of [0, 10, form.length - 1]) {
      const socket = await begin(service, user, form.length);
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const started = Date.now();
      socket.write(form.subarray(0, length));
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      expect(text).toContain('/problems/request-timeout');
      expect(Date.now() - started).toBeLessThan(15_000);
    }
  });

  it('that drips is answered with a time-out', async () => {
    const socket = await begin(service, user, 'chunked');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const drip = setInterval(() => socket.write('1\r\nx\r\n'), 50);
    await once(socket, 'close');
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that breaks off at any point leaves nothing', async () => {
    const form = importForm(archive);
    const points = new Set([
      0,
      1,
      30,
      form.indexOf('filename'),
      form.length - archive.length,
      form.length - 2,
    ]);
    for (let step = 1; step < 12; step++) points.add(Math.floor((form.length * step) / 12));
    for (const point of points) {
      for (const how of ['end', 'reset'] as const) {
        const socket = await begin(service, user, form.length);
        if (point > 0) await new Promise((resolve) => socket.write(form.subarray(0, point), resolve));
        if (how === 'end') socket.destroy();
        else socket.resetAndDestroy();
      }
    }
    await expectAtRest(service);
    expect(
      await send(service, user, { path: '/api/import/preview', body: formOf(file(archive)) }),
    ).toMatchObject({
      status: 200,
    });
  });
});
