/** No answer of an S3 service is believed that does not hold what S3 promises, and bytes travel with checksums both ways. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type BlobStore, createS3BlobStore } from '../../src/portability/blobs.js';
import type { PortabilityError } from '../../src/portability/index.js';
import { inChunks, keysOf, newKey } from '../../src/portability/testing/blob-samples.js';
import { startRawStore, type RawStore, type StoreRequest } from '../support/raw-store.js';

const MIB = 1024 * 1024;
const SMALL = Buffer.from('a few bytes');
const LARGE = randomBytes(6 * MIB);

let raw: RawStore;
let store: BlobStore;
const serve = async (answer: (request: StoreRequest, response: ServerResponse) => unknown): Promise<void> => {
  raw = await startRawStore(answer);
  store = createS3BlobStore(raw.options);
};
afterEach(async () => {
  await store.close();
  await raw.close();
});

const toStoreError = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
const causeOf = (error: unknown): string => ((error as PortabilityError).cause as Error).message;
const unavailable = expect.objectContaining({ slug: 'storage-unavailable' });
const put = (bytes: Buffer): Promise<void> => store.put(newKey(), inChunks(bytes), bytes.length);
const crc = (bytes: Buffer): string => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(bytes));
  return digest.toString('base64');
};

const PAGES: Readonly<Record<string, string>> = {
  'a page':
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Console</title></head><body><br>Hi</body></html>',
  'a page that is XML': '<html><body>Hi</body></html>',
  nothing: '',
  'some JSON': '{"status":"ok"}',
};

describe.each(Object.entries(PAGES))('What answers everything with 200 and %s', (_, page) => {
  const answer =
    (headers: Record<string, string> = {}) =>
    (__: StoreRequest, response: ServerResponse): unknown =>
      response
        .writeHead(200, {
          'Content-Type': 'text/html',
          'Content-Length': Buffer.byteLength(page),
          ...headers,
        })
        .end(page);

  it('is not taken for a store, and the operator is told so', async () => {
    await serve(answer());
    const refusal = await toStoreError(store.check());
    expect(refusal).toEqual(unavailable);
    expect(causeOf(refusal)).toMatch(
      /^What answers at S3_ENDPOINT .*not an object store, or a proxy stands before it/,
    );
  });

  it('is not taken for a store where it gives every answer a tag, as a web server does', async () => {
    await serve(answer({ ETag: '"5f3-page"' }));
    const refusal = await toStoreError(store.check());
    expect(refusal).toEqual(unavailable);
    expect(causeOf(refusal)).toMatch(
      /^What answers at S3_ENDPOINT does not give back what was put: .*not an object store/,
    );
  });

  it('is believed neither a put nor a listing', async () => {
    await serve(answer());
    expect(await toStoreError(put(SMALL))).toEqual(unavailable);
    expect(await toStoreError(put(LARGE))).toEqual(unavailable);
    expect(await toStoreError(keysOf(store, ''))).toEqual(unavailable);
    expect(await toStoreError(store.sweepIncoming())).toEqual(unavailable);
  });
});

const BEGUN = '<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>';

/** Takes an upload in parts and says no tag of what it has completed, as Ceph does. */
const withoutTag =
  (head: (response: ServerResponse) => unknown) =>
  ({ method, url }: StoreRequest, response: ServerResponse): unknown => {
    if (method === 'HEAD') return head(response);
    if (url.searchParams.has('uploads')) return response.end(BEGUN);
    if (method === 'PUT') return response.setHeader('ETag', '"part"').end();
    return response.end('<CompleteMultipartUploadResult><ETag></ETag></CompleteMultipartUploadResult>');
  };

describe('A store that answers', () => {
  const without: Readonly<Record<string, (request: StoreRequest, response: ServerResponse) => unknown>> = {
    'the beginning of an upload without its id': (_, response) =>
      response.end('<InitiateMultipartUploadResult></InitiateMultipartUploadResult>'),
    'a part without a tag': ({ method }, response) => response.end(method === 'POST' ? BEGUN : ''),
    'the end of an upload without a tag, and has no such object,': withoutTag((response) =>
      response.writeHead(404).end(),
    ),
    'the end of an upload without a tag, and has an object of another length,': withoutTag((response) =>
      response.writeHead(200, { ETag: '"tag"', 'Content-Length': LARGE.length - 1 }).end(),
    ),
    'the end of an upload and its object without a tag': withoutTag((response) =>
      response.writeHead(200, { 'Content-Length': LARGE.length }).end(),
    ),
  };
  it('the end of an upload without a tag is believed where the object is there', async () => {
    await serve(
      withoutTag((response) =>
        response.writeHead(200, { ETag: '"tag"', 'Content-Length': LARGE.length }).end(),
      ),
    );
    await expect(put(LARGE)).resolves.toBeUndefined();
  });
  it.each(Object.keys(without))('%s is not believed a put in parts', async (name) => {
    await serve(without[name]!);
    expect(await toStoreError(put(LARGE))).toEqual(unavailable);
    // A part without the id of its upload would be an object of its own.
    for (const { method, url } of raw.requests) {
      if (method === 'PUT') expect(url.searchParams.get('uploadId')).toBe('id');
    }
  });

  it.each(['GET', 'HEAD'])(
    'that a %s is of another time is asked again, by the time that it tells',
    async (method) => {
      // As after this clock has been set right: to the client the store was a day behind, and is not.
      const times = [-1, 0, 0].map((days) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toUTCString());
      const statuses = [200, 403, 200];
      await serve((_, response) =>
        response
          .writeHead(statuses.shift() ?? 500, { Date: times.shift(), ETag: '"tag"', 'Content-Length': 0 })
          .end(),
      );
      const ask = (): Promise<unknown> =>
        method === 'HEAD' ? store.stat(newKey()) : store.get(newKey()).then(buffer);
      await ask();
      await expect(ask()).resolves.toBeDefined();
      expect(raw.requests).toHaveLength(3);
    },
  );

  it('a HEAD without a length is not believed a size', async () => {
    await serve((_, response) => response.setHeader('ETag', '"tag"').end());
    expect(await toStoreError(store.stat(newKey()))).toEqual(unavailable);
  });

  const bodies: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
    'ends early': (response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('only this');
      setTimeout(() => response.destroy(), 50);
    },
    'ends early, with a checksum': (response) => {
      response
        .writeHead(200, { 'Content-Length': 100, 'x-amz-checksum-crc32': crc(SMALL) })
        .write('only this');
      setTimeout(() => response.destroy(), 50);
    },
    'breaks off in a chunk': (response) => {
      response.writeHead(200, {}).write('only this');
      setTimeout(() => response.destroy(), 50);
    },
    'says no length': (response) => {
      response.write('only');
      response.end(' this');
    },
    'has no bytes and no length': (response) => response.writeHead(204).end(),
    'is not what its checksum says': (response) =>
      response.setHeader('x-amz-checksum-crc32', crc(SMALL)).end(Buffer.from('a few bites')),
  };
  it.each(Object.keys(bodies))('a GET whose body %s fails the reader', async (name) => {
    await serve((_, response) => bodies[name]!(response.setHeader('ETag', '"tag"')));
    expect(await toStoreError(store.get(newKey()).then(buffer))).toEqual(unavailable);
  });

  it('a GET whose body breaks off before anybody reads it fails who reads it then, and nobody else', async () => {
    await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 100, ETag: '"tag"' }).write('only this');
      setTimeout(() => response.destroy(), 20);
    });
    const [stream] = await Promise.all([store.get(newKey()), store.get(newKey())]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await toStoreError(buffer(stream))).toEqual(unavailable);
  });

  it('a GET that ends with its connection, as HTTP/1.0 does, is not believed to be whole', async () => {
    await serve((_, response) => {
      response.socket?.end('HTTP/1.0 200 OK\r\nETag: "tag"\r\n\r\nonly this');
    });
    expect(await toStoreError(store.get(newKey()).then(buffer))).toEqual(unavailable);
  });

  it('that it is full is a store that can be used: what it holds can still be read', async () => {
    await serve((_, response) =>
      response.writeHead(507).end('<Error><Code>InsufficientStorage</Code><Message>full</Message></Error>'),
    );
    await expect(store.check()).resolves.toBeUndefined();
  });
});

describe('Bytes on their way to a store', () => {
  it('travel with a checksum, and as they are', async () => {
    const parts: string[] = [];
    await serve(({ method, url }, response) => {
      response.setHeader('ETag', '"tag"');
      if (url.searchParams.has('uploads')) response.end(BEGUN);
      else if (method === 'POST')
        response.end('<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>');
      else response.end();
      parts.push(method);
    });
    for (const bytes of [Buffer.alloc(0), SMALL, LARGE]) await put(bytes);
    const puts = raw.requests.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ body }) => body.length)).toEqual(
      expect.arrayContaining([0, SMALL.length, 5 * MIB, MIB]),
    );
    for (const { headers, body } of puts) {
      expect(headers['x-amz-checksum-crc32']).toBe(crc(body));
      expect(headers['content-length']).toBe(String(body.length));
      expect(headers).not.toHaveProperty('content-encoding');
      expect(headers).not.toHaveProperty('transfer-encoding');
    }
  });

  it('are asked back with theirs', async () => {
    await serve((_, response) => response.setHeader('ETag', '"tag"').end(SMALL));
    expect((await buffer(await store.get(newKey()))).equals(SMALL)).toBe(true);
    expect(raw.requests[0]?.headers['x-amz-checksum-mode']).toBe('ENABLED');
  });
});
