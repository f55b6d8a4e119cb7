/** A stream that is sent is known for whole or for a part by whoever reads it, over plain connections and TLS, in either version of HTTP. */
import { once } from 'node:events';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sendStream } from '../../src/portability/http/download/send-stream.js';
import { hasOpenssl, selfSigned } from '../support/certificate.js';
import { installed } from '../support/installed.js';
import { runCommand } from '../support/run-command.js';

const MiB = 1024 * 1024;

/** How a server is reached. */
interface Transport {
  readonly serve: (listener: RequestListener) => Server;
  readonly scheme: 'http' | 'https';
  readonly curl: readonly string[];
}

const PLAIN: Transport = {
  serve: (listener) => createPlainServer(listener),
  scheme: 'http',
  curl: [],
};
const TLS: Transport = {
  serve: (listener) => {
    const { 'server.key': key, 'server.crt': cert } = selfSigned();
    return createTlsServer({ key, cert }, listener);
  },
  scheme: 'https',
  curl: ['-k', '--no-alpn'],
};

interface Got {
  readonly head: string;
  readonly bytes: number;
  /** Of curl: 0 where it takes what it got for all. */
  readonly exit: number | string;
}

/** What the server was told, too: the error of the sending, and whether the head had been sent by then. */
interface Sending {
  error?: Error;
  hadHead?: boolean;
}

let server: Server | undefined;
afterEach(() => void server?.close());

/** Sends `bytes`, then fails where it is said to, to curl. */
async function exchange(
  { serve, scheme, curl }: Transport,
  version: '1.0' | '1.1',
  { bytes, fails }: { readonly bytes: number; readonly fails: boolean },
): Promise<Got & Sending> {
  const sending: Sending = {};
  server = serve((_, response) => {
    sendStream(response, streamOf(bytes, fails), {
      headers: { 'Content-Type': 'application/gzip' },
      signal: new AbortController().signal,
      readerMs: 60_000,
    }).catch((error: Error) => {
      Object.assign(sending, { error, hadHead: response.headersSent });
      if (!response.headersSent) response.writeHead(500, { Connection: 'close' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { stdout, status } = await runCommand('.', 'curl', [
    ...['-sS', `--http${version}`, ...curl, '-D', '-', '-o', '/dev/null', '-w', 'bytes=%{size_download}'],
    `${scheme}://127.0.0.1:${port}/`,
  ]);
  const [head = '', size] = stdout.split('bytes=');
  return { head, bytes: Number(size), exit: status, ...sending };
}

const streamOf = (bytes: number, fails: boolean): Readable =>
  Readable.from(
    (async function* () {
      for (let left = bytes; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), 120);
      if (fails) throw new Error('the disk is gone');
    })(),
    { objectMode: false },
  );

const hasCurl = installed('curl', 'curl');

describe.each([
  ['plainly (needs curl)', PLAIN, hasCurl],
  ['over TLS (needs curl and openssl)', TLS, hasCurl && hasOpenssl],
])('a stream that is sent %s', (_, transport, isHere) => {
  const test = isHere ? it : it.skip;

  test('and ends early has its length, over HTTP/1.0', async () => {
    const got = await exchange(transport, '1.0', { bytes: 100_000, fails: false });
    expect(got).toMatchObject({ bytes: 100_000, exit: 0 });
    expect(got.head).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 100000\r\n/);
  });

  test('and fails early sends nothing, over HTTP/1.0', async () => {
    const got = await exchange(transport, '1.0', { bytes: 100_000, fails: true });
    expect(got).toMatchObject({ exit: 0, hadHead: false, error: { message: 'the disk is gone' } });
    expect(got.head).toMatch(/^HTTP\/1\.1 500 /);
  });

  test('is framed over HTTP/1.1, and so broken where it fails, however early', async () => {
    const whole = await exchange(transport, '1.1', { bytes: 100_000, fails: false });
    expect(whole).toMatchObject({ bytes: 100_000, exit: 0 });
    expect(whole.head).toMatch(/Transfer-Encoding: chunked/i);
    const broken = await exchange(transport, '1.1', { bytes: 100_000, fails: true });
    expect(broken).toMatchObject({ hadHead: true, error: { message: 'the disk is gone' } });
    expect(broken.exit).not.toBe(0);
  });

  test('and is long comes whole over HTTP/1.0, without a length', async () => {
    const got = await exchange(transport, '1.0', { bytes: 9 * MiB, fails: false });
    expect(got).toMatchObject({ bytes: 9 * MiB, exit: 0 });
    expect(got.head).not.toMatch(/Content-Length/i);
  });

  test('and fails late breaks the connection over HTTP/1.0', async () => {
    const got = await exchange(transport, '1.0', { bytes: 9 * MiB, fails: true });
    expect(got).toMatchObject({ exit: 56, hadHead: true, error: { message: 'the disk is gone' } });
    expect(got.head).toMatch(/^HTTP\/1\.1 200 /);
  });
});
