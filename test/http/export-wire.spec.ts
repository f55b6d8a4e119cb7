/** What an export says of itself over HTTP: its headers, what it refuses, and what asking for the headers alone costs. */
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { createBlobFaults } from '../support/blob-faults.js';
import { watchDatabase } from '../support/database-faults.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type ProblemBody, type TestService, type TestUser } from '../support/service.js';

const blobs = createBlobFaults();
let service: TestService;
let user: TestUser;
beforeAll(async () => {
  service = await startTestService({}, { blobs: blobs.wrap });
  user = await userWith(service, sampleGraph());
});
afterEach(() => blobs.reset());
afterAll(() => service?.close());

const ask = (init: RequestInit = {}): Promise<Response> =>
  fetch(`${service.url}/api/export`, {
    ...init,
    headers: { authorization: `Bearer ${user.token}`, ...init.headers },
  });

const breakFiles = (): void => {
  blobs.before = (call) => {
    if (call === 'get') throw new Error('EIO');
  };
};

async function askOverHttp10(): Promise<{ readonly head: string; readonly body: Buffer }> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /api/export HTTP/1.0\r\nAuthorization: Bearer ${user.token}\r\n\r\n`);
  const answer = await buffer(socket);
  const end = answer.indexOf('\r\n\r\n');
  return { head: answer.subarray(0, end).toString(), body: answer.subarray(end + 4) };
}

/** The headers of an answer that tell neither when it was given, how it was sent, nor what is left of a limit. */
const headersOf = (response: Response): Record<string, string> => {
  const transient =
    /^(date|x-request-id|connection|keep-alive|content-length|transfer-encoding|ratelimit-.*)$/;
  return Object.fromEntries([...response.headers].filter(([name]) => !transient.test(name)));
};

const SAID = {
  'content-type': 'application/gzip',
  'content-disposition': expect.stringMatching(
    /^attachment; filename=carol-export-\d{4}-\d\d-\d\d\.tar\.gz$/,
  ),
  'accept-ranges': 'none',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

describe('an export', () => {
  it('says that it is a file of today, in one piece, for nobody to keep or collect', async () => {
    const response = await ask();
    expect(headersOf(response)).toEqual(SAID);
    expect(response.headers.get('content-disposition')).toContain(new Date().toISOString().slice(0, 10));
    await response.arrayBuffer();
  });

  it('that is small has a length over HTTP/1.0, so that a part of it is known for a part', async () => {
    const { head, body } = await askOverHttp10();
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(/content-length: (\d+)/i.exec(head)?.[1]).toBe(String(body.length));
    expect(head).not.toMatch(/transfer-encoding/i);
  });

  it('that fails before much of it is made is answered over HTTP/1.0 with what went wrong', async () => {
    breakFiles();
    const { head } = await askOverHttp10();
    expect(head).toMatch(/^HTTP\/1\.1 500 /);
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(head).not.toMatch(/content-disposition/i);
  });

  it('that fails is broken off over HTTP/1.1, which frames it, however early', async () => {
    breakFiles();
    const response = await ask();
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('is whole, whatever range is asked for', async () => {
    const response = await ask({ headers: { range: 'bytes=100-200' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-range')).toBeNull();
    expect([...(await readFiles(Buffer.from(await response.arrayBuffer()))).keys()].at(-1)).toBe(
      'SHA256SUMS',
    );
  });

  it.each<readonly [string, number]>([
    ['application/gzip', 200],
    ['application/*', 200],
    ['*/*', 200],
    ['text/html, */*; q=0.1', 200],
    ['application/gzip; q=0.001', 200],
    ['application/json', 406],
    ['text/*', 406],
    ['*/*; q=0', 406],
    ['application/gzip; q=0, */*', 406],
    ['application/*; q=0, */*', 406],
  ])('to who accepts “%s” is answered %i', async (accept, status) => {
    const response = await ask({ headers: { accept } });
    expect(response.status).toBe(status);
    if (status === 200) return void gunzipSync(await response.arrayBuffer());
    expect((await response.json()) as ProblemBody).toMatchObject({
      type: '/problems/not-acceptable',
      status,
      available: ['application/gzip'],
    });
  });
});

describe('asking for the headers alone', () => {
  const transfers = async (): Promise<string[]> =>
    (await (await fetch(`${service.url}/metrics`)).text())
      .split('\n')
      .filter((line) => /^carol_transfer/.test(line));

  it('is answered as the export would be, without a transaction, a look at a file or a transfer', async () => {
    const before = await transfers();
    const database = watchDatabase(service.instance.dataSource, /^BEGIN/);
    let statements = 0;
    database.before = () => void statements++;
    try {
      const response = await ask({ method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(headersOf(response)).toEqual(SAID);
      expect(await response.text()).toBe('');
    } finally {
      database.restore();
    }
    expect(statements).toBe(0);
    expect(blobs.counts).toEqual({ put: 0, get: 0, stat: 0, delete: 0 });
    expect(await transfers()).toEqual(before);
  });

  it('is for who is signed in, and accepts an archive', async () => {
    expect((await ask({ method: 'HEAD', headers: { authorization: 'Bearer nobody' } })).status).toBe(401);
    expect((await ask({ method: 'HEAD', headers: { accept: 'text/html' } })).status).toBe(406);
  });
});
