/** An S3 service that is gone, silent or full is told as such, and no blob is called missing for it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { createBlobStore } from '../../src/portability/blobs.js';
import { inChunks, keysOf, newKey } from '../../src/portability/testing/blob-samples.js';
import { slugOf } from '../support/refusals.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

const BYTES = Buffer.from('a few bytes');

describe('an S3 service', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.close());

  it('without the bucket is unavailable, and loses no blob by calling it missing', async () => {
    const store = createBlobStore({ kind: 's3', ...server.options, bucket: 'other' });
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    expect(await slugOf(store.get(newKey()))).toBe('storage-unavailable');
    expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe('storage-unavailable');
    await store.close();
  });

  it('that nobody listens for is unavailable', async () => {
    const gone: Server = createServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const store = createBlobStore({ kind: 's3', ...server.options, endpoint: `http://127.0.0.1:${port}` });
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    expect(await slugOf(store.stat(newKey()))).toBe('storage-unavailable');
    expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe('storage-unavailable');
    expect(await slugOf(keysOf(store, ''))).toBe('storage-unavailable');
    const large = Buffer.alloc(6 * 1024 * 1024);
    expect(await slugOf(store.put(newKey(), inChunks(large), large.length))).toBe('storage-unavailable');
    await store.close();
  });

  it('that accepts and never answers is found out by the check within seconds', async () => {
    const silent = createServer((socket) => socket.resume().on('error', () => undefined));
    const port = await listen(silent);
    const store = createBlobStore({ kind: 's3', ...server.options, endpoint: `http://127.0.0.1:${port}` });
    expect(await slugOf(store.check())).toBe('storage-unavailable');
    await store.close();
    await new Promise((resolve) => silent.close(resolve));
  }, 20_000);

  it.each([
    [507, 'InsufficientStorage', 'storage-full'],
    [403, 'QuotaExceeded', 'storage-full'],
    [403, 'AccessDenied', 'storage-unavailable'],
  ])(
    'that answers %i %s is refused as %s',
    async (status, code, slug) => {
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
      const answer = answering(
        `HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
      const store = createBlobStore({
        kind: 's3',
        ...server.options,
        endpoint: `http://127.0.0.1:${await listen(answer)}`,
      });
      expect(await slugOf(store.put(newKey(), inChunks(BYTES), BYTES.length))).toBe(slug);
      await store.close();
      await new Promise((resolve) => answer.close(resolve));
    },
    20_000,
  );

  it('that breaks off in the middle of a blob fails the reader', async () => {
    const answer = answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this');
    const store = createBlobStore({
      kind: 's3',
      ...server.options,
      endpoint: `http://127.0.0.1:${await listen(answer)}`,
    });
    const stream = await store.get(newKey());
    expect(await slugOf(stream.toArray())).toBe('storage-unavailable');
    await store.close();
    await new Promise((resolve) => answer.close(resolve));
  });
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** A server that says the same to everybody and hangs up. */
function answering(text: string): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(text));
  });
}
