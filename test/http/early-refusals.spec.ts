/** Who may not send, or sends too much, is told so: before the body where they ask, and also where they send all of it first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectAtRest } from '../support/at-rest.js';
import { installed } from '../support/installed.js';
import { eventually, file, FORM, formOf } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const MiB = 1024 * 1024;
const UPLOAD_LIMIT = 8 * MiB;
const LINGER_SECONDS = 2;

let service: TestService;
let user: TestUser;
let form: Buffer;

beforeAll(async () => {
  service = await startTestService({
    LIMIT_UPLOAD_BYTES: String(UPLOAD_LIMIT),
    LIMIT_LINGER_SECONDS: String(LINGER_SECONDS),
    LIMIT_TRANSFERS_PER_MINUTE: '30',
  });
  user = await service.createUser();
  form = formOf(file(await packGraph(sampleGraph())));
});
afterAll(() => service?.close());
afterEach(() => expectAtRest(service));

interface Conversation {
  readonly socket: Socket;
  /** All that has been received. */
  text(): string;
  /** How the connection ended: null by itself, or the code of an error. */
  readonly ended: Promise<string | null>;
}

/** Sends the head of an upload, and no body yet. */
async function converse(
  headers: Readonly<Record<string, string | number>>,
  token = user.token,
): Promise<Conversation> {
  const { port, hostname } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  let received = '';
  let code: string | null = null;
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? 'unknown'));
  const ended = new Promise<string | null>((resolve) => socket.once('close', () => resolve(code)));
  await once(socket, 'connect');
  const all = {
    Host: `${hostname}:${port}`,
    Authorization: `Bearer ${token}`,
    'Content-Type': FORM,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /api/import/preview HTTP/1.1\r\n${lines.join('')}\r\n`);
  return { socket, text: () => received, ended };
}

const answered = ({ text }: Conversation, beginning: RegExp): Promise<void> =>
  eventually(() => expect(text()).toMatch(beginning));

describe('Expect: 100-continue', () => {
  const EXPECT = { Expect: '100-continue' };

  it('is answered when the body is about to be read', async () => {
    const talk = await converse({ ...EXPECT, 'Content-Length': form.length });
    await answered(talk, /^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    talk.socket.write(form);
    await answered(talk, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(talk.text().match(/100 Continue/g)).toHaveLength(1);
    talk.socket.destroy();
  });

  it.each<[string, RegExp, Readonly<Record<string, string | number>>]>([
    [
      'who is nobody',
      /^HTTP\/1\.1 401 .*problems\/unauthenticated/s,
      { Authorization: 'Bearer carol_pat_wrong' },
    ],
    [
      'who sends too much',
      /^HTTP\/1\.1 413 .*problems\/upload-too-large/s,
      { 'Content-Length': 10 * UPLOAD_LIMIT },
    ],
    [
      'who sends no form',
      /^HTTP\/1\.1 415 .*problems\/unsupported-media-type/s,
      { 'Content-Type': 'application/gzip' },
    ],
    [
      'who names no boundary',
      /^HTTP\/1\.1 400 .*problems\/malformed-multipart/s,
      { 'Content-Type': 'multipart/form-data' },
    ],
    [
      'who comes from another site',
      /^HTTP\/1\.1 40[13] /s,
      { Authorization: '', Cookie: 'carol_session=x', Origin: 'https://evil.example' },
    ],
  ])('is not answered to one %s, but with the refusal, before the body', async (_, refusal, headers) => {
    const talk = await converse({ ...EXPECT, 'Content-Length': form.length, ...headers });
    await answered(talk, refusal);
    expect(talk.text()).not.toContain('100 Continue');
    // The body is sent all the same, as RFC 9110 allows: it does no harm, and is not asked for.
    talk.socket.write(form);
    expect(await talk.ended).toBeNull();
    expect(talk.text()).not.toContain('100 Continue');
  });

  it('is not answered to one who comes too often', async () => {
    const often = await service.createUser();
    const headers = { authorization: `Bearer ${often.token}`, 'content-type': FORM };
    for (let sent = 0; sent < 30; sent++) {
      await fetch(`${service.url}/api/import/preview`, { method: 'POST', body: 'x', headers });
    }
    const talk = await converse({ ...EXPECT, 'Content-Length': form.length }, often.token);
    await answered(talk, /^HTTP\/1\.1 429 .*problems\/too-many-requests/s);
    expect(talk.text()).not.toContain('100 Continue');
    talk.socket.destroy();
  });

  const curl = installed('curl', 'curl') ? it : it.skip;
  curl('saves curl the upload', async () => {
    const { printed } = await run(
      'curl',
      [
        '-sSv',
        '-H',
        'Expect: 100-continue',
        '--expect100-timeout',
        '20',
        '-F',
        'file=@-',
        `${service.url}/api/import/preview`,
      ],
      form,
    );
    expect(printed).toContain('problems/unauthenticated');
    expect(printed).toMatch(/HTTP\/1\.1 401/);
    expect(printed).not.toContain('100 Continue');
  });
});

describe('An early refusal', () => {
  it('reaches a client that sends slowly and reads last', async () => {
    const size = 10 * (MiB / 4);
    const talk = await converse({ 'Content-Length': size }, 'carol_pat_wrong');
    talk.socket.pause();
    for (let sent = 0; sent < 10; sent++) {
      await new Promise((resolve) => talk.socket.write(Buffer.alloc(size / 10), resolve));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    talk.socket.resume();
    await answered(talk, /^HTTP\/1\.1 401 .*unauthenticated/s);
    expect(talk.text()).toMatch(/^Connection: close\r$/m);
    expect(await talk.ended).toBeNull();
  });

  const python = installed('python3', 'Python 3') ? it : it.skip;
  python.each([
    ['401', 'wrong', UPLOAD_LIMIT - MiB],
    ['413', '', UPLOAD_LIMIT + MiB / 2],
  ])("reaches Python's http.client, which sends all of it first: %s", async (status, token, size) => {
    const script = `import http.client, sys
base, token, size = sys.argv[1:]
connection = http.client.HTTPConnection(base.split('//')[1])
headers = {'Authorization': f'Bearer {token}', 'Content-Type': '${FORM}'}
connection.request('POST', '/api/import/preview', b'x' * int(size), headers)
answer = connection.getresponse()
print(answer.status, 'problems' in answer.read().decode())`;
    const { printed } = await run('python3', ['-c', script, service.url, token || user.token, String(size)]);
    expect(printed.trim()).toBe(`${status} True`);
  });

  it('is read after no longer than is set, and then the connection is reset', async () => {
    const talk = await converse({ 'Content-Length': 1024 * MiB }, 'carol_pat_wrong');
    const started = Date.now();
    const drip = setInterval(() => talk.socket.write('x'), 20);
    expect(await talk.ended).toMatch(/ECONNRESET|EPIPE/);
    clearInterval(drip);
    expect(talk.text()).toMatch(/^HTTP\/1\.1 401 /);
    expect(Date.now() - started).toBeGreaterThan(LINGER_SECONDS * 1_000 - 100);
    expect(Date.now() - started).toBeLessThan(LINGER_SECONDS * 1_000 + 4_000);
  });

  it('is read after no more than an upload may have, and then the connection is reset', async () => {
    const talk = await converse({ 'Content-Length': 1024 * MiB }, 'carol_pat_wrong');
    let sent = 0;
    // A write that fails calls back before the socket counts as destroyed.
    const write = (error?: Error | null): void => {
      if (error || talk.socket.destroyed || sent > 64 * UPLOAD_LIMIT) return;
      sent += MiB;
      talk.socket.write(Buffer.alloc(MiB), write);
    };
    write();
    expect(await talk.ended).toMatch(/ECONNRESET|EPIPE/);
    // What the buffers of both sides hold comes on top.
    expect(sent).toBeLessThan(UPLOAD_LIMIT + 24 * MiB);
  });

  it('holds no permit while the rest comes', async () => {
    const talks = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const talk = await converse({ 'Content-Length': 10 * UPLOAD_LIMIT });
        await answered(talk, /^HTTP\/1\.1 (413|429) /);
        return { ...talk, drip: setInterval(() => talk.socket.write('x'), 20) };
      }),
    );
    const other = await service.createUser();
    expect(await service.preview(other, await packGraph(sampleGraph()))).toMatchObject({ status: 200 });
    for (const { drip, socket } of talks) {
      clearInterval(drip);
      socket.destroy();
    }
  });
});

/** A program that runs while this process answers it. */
async function run(
  program: string,
  args: readonly string[],
  input?: Buffer,
): Promise<{ readonly printed: string }> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await once(child, 'close');
  return { printed };
}
