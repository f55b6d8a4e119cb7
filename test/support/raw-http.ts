/** HTTP by hand, for what no well-behaved client sends: forms of any shape, bodies that break off, stall or never end. */
import { once } from 'node:events';
import { get, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect } from '@jest/globals';
import { assertDeclared } from './declared.js';
import type { ProblemBody, TestService, TestUser } from './service.js';

export interface Part {
  /** The header lines of the part, without the blank line. */
  readonly head: string;
  readonly body: Buffer | string;
}

export const BOUNDARY = 'the-boundary';
export const FORM = `multipart/form-data; boundary=${BOUNDARY}`;

export const field = (name: string, value: string): Part => ({
  head: `Content-Disposition: form-data; name="${name}"`,
  body: value,
});

export const file = (body: Buffer | string, name = 'file', fileName = 'a.tar.gz'): Part => ({
  head: `Content-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: application/gzip`,
  body,
});

export const formOf = (...parts: readonly Part[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ head, body }) => [
      Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`),
      Buffer.from(body as Buffer),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);

/** All that an import needs. */
export const importForm = (archive: Buffer | string, mode = 'merge'): Buffer =>
  formOf(field('mode', mode), field('confirm', 'true'), file(archive));

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: ProblemBody;
  /** Bytes of the body that were handed to the socket before the answer came. */
  readonly sent: number;
  readonly milliseconds: number;
}

export interface RawRequest {
  readonly path?: string;
  readonly method?: string;
  /** In place of the usual ones; an empty one is not sent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole, or in chunks as they are given: then without a Content-Length, unless one is among the headers. */
  readonly body?: Buffer | AsyncIterable<Buffer>;
}

/** Sends a form to the import (or to another path) and gives back what is answered, whenever that is. */
export function send(
  service: TestService,
  user: TestUser | undefined,
  { path = '/api/import', method = 'POST', headers = {}, body = Buffer.alloc(0) }: RawRequest,
): Promise<RawAnswer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    let sent = 0;
    const outgoing = request(service.url + path, {
      method,
      agent: false,
      headers: withoutEmpty({
        ...(user ? { authorization: `Bearer ${user.token}` } : {}),
        'content-type': FORM,
        ...(Buffer.isBuffer(body) ? { 'content-length': body.length } : {}),
        ...headers,
      }),
    });
    outgoing.setMaxListeners(0);
    let answered = false;
    outgoing.once('response', (incoming) => {
      answered = true;
      const chunks: Buffer[] = [];
      const before = sent;
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () => {
        outgoing.destroy();
        const text = Buffer.concat(chunks).toString();
        const answer = (text.startsWith('{') ? JSON.parse(text) : { text }) as ProblemBody;
        try {
          assertDeclared(method, path, answer);
        } catch (error) {
          reject(error);
        }
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: answer,
          sent: before,
          milliseconds: performance.now() - started,
        });
      });
    });
    outgoing.on('error', (error) => (answered ? undefined : reject(error)));
    const write = async (): Promise<void> => {
      for await (const chunk of Buffer.isBuffer(body) ? [body] : body) {
        if (answered || outgoing.destroyed) return;
        sent += chunk.length;
        if (!outgoing.write(chunk)) await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
      }
      outgoing.end();
    };
    write().catch(() => undefined);
  });
}

const withoutEmpty = (headers: Readonly<Record<string, string | number>>): Record<string, string | number> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));

/** A socket on which a request has begun; the test says how it goes on. */
export async function begin(
  service: TestService,
  user: TestUser,
  length: number | 'chunked',
  { path = '/api/import', headers = {} }: Pick<RawRequest, 'path' | 'headers'> = {},
): Promise<Socket> {
  const { port, hostname } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${user.token}\r\nContent-Type: ${FORM}\r\n` +
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('') +
      (length === 'chunked' ? 'Transfer-Encoding: chunked\r\n\r\n' : `Content-Length: ${length}\r\n\r\n`),
  );
  return socket;
}

/** An export of which nothing has been read yet. */
export async function beginExport(service: TestService, user: TestUser): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${user.token}` };
  const outgoing = get(`${service.url}/api/export`, { agent: false, headers });
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  // It hears of the end of the connection, too.
  outgoing.on('error', () => undefined);
  expect(incoming.statusCode).toBe(200);
  return incoming;
}

/** Asks again until it holds; a law that is broken shows as a time-out with the last failure. */
export async function eventually<Result>(
  check: () => Promise<Result> | Result,
  milliseconds = 10_000,
): Promise<Result> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
