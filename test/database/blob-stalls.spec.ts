/** Nobody waits for a store without end, and what is given up does not live on: its connection is closed, nothing is sent again. */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type BlobStore, boundedBlobs, createS3BlobStore } from '../../src/portability/blobs.js';
import { inChunks, keysOf, newKey } from '../../src/portability/testing/blob-samples.js';
import { startRawStore, type RawStore, type StoreRequest } from '../support/raw-store.js';
import { startS3Server } from '../support/s3-server.js';
import { eventually } from '../support/raw-http.js';

const STALL_MS = 300;
/** From when on a call counts as one that does not end. */
const PATIENCE_MS = 10_000;
const MIB = 1024 * 1024;
const SMALL = Buffer.from('a few bytes');
const LARGE = randomBytes(6 * MIB);

let raw: RawStore;
let inner: BlobStore;
let store: BlobStore;
const serve = async (
  answer: (request: StoreRequest, response: ServerResponse) => unknown,
  stall = STALL_MS,
): Promise<void> => {
  raw = await startRawStore(answer);
  inner = createS3BlobStore(raw.options);
  store = boundedBlobs(inner, stall);
};
afterEach(async () => {
  await inner.close();
  await raw.close();
});

/** What the work is refused with, in time. */
const toProblem = async (work: Promise<unknown>, patience = PATIENCE_MS): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, patience, 'still waiting')));
  const refused = work.then(
    () => 'no refusal',
    (error: unknown) => error,
  );
  const first = await Promise.race([refused, late]);
  clearTimeout(timer);
  return first;
};
const unavailable = expect.objectContaining({ slug: 'storage-unavailable' });
const put = (bytes: Buffer): Promise<void> => store.put(newKey(), inChunks(bytes), bytes.length);
const initiated = '<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>';

describe('A store that takes a request and does not answer it', () => {
  // A first request takes longer, as the client is loaded for it; were it given up before it is sent, none would be seen.
  beforeAll(async () => {
    await serve((_, response) => response.writeHead(204).end(), 60_000);
    await store.delete(newKey());
    await Promise.all([inner.close(), raw.close()]);
  });

  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    put: () => put(SMALL),
    'put in parts': () => put(LARGE),
    get: () => store.get(newKey()),
    stat: () => store.stat(newKey()),
    delete: () => store.delete(newKey()),
    list: () => keysOf(store, ''),
    'sweep of what was begun': () => store.sweepIncoming(),
    check: () => store.check(),
  };

  it.each(Object.keys(calls))('is given up in time, and the connection is closed: %s', async (call) => {
    await serve(() => undefined);
    expect(await toProblem(calls[call]!())).toEqual(unavailable);
    await eventually(() => expect(raw.requests.map(({ state }) => state)).toEqual(['cut']));
    await new Promise((resolve) => setTimeout(resolve, 2 * STALL_MS));
    expect(raw.requests).toHaveLength(1);
  });

  it('answers too late: nobody hears it', async () => {
    await serve((_, response) => setTimeout(() => response.writeHead(204).end(), 2 * STALL_MS));
    expect(await toProblem(store.delete(newKey()))).toEqual(unavailable);
    await eventually(() => expect(raw.requests.map(({ state }) => state)).toEqual(['cut']));
  });

  it('in the middle of an upload in parts: no part lives on, and the upload is aborted', async () => {
    // On a busy machine it takes a while until both parts are on their way.
    const stall = 2_000;
    await serve(({ method, url }, response) => {
      if (method === 'POST' && url.searchParams.has('uploads')) response.end(initiated);
      else if (method === 'DELETE') response.writeHead(204).end();
    }, stall);
    expect(await toProblem(put(randomBytes(11 * MIB)), stall + PATIENCE_MS)).toEqual(unavailable);
    await eventually(() => {
      expect(raw.requests.map(({ method, state }) => `${method} ${state}`)).toEqual([
        'POST answered',
        'PUT cut',
        'PUT cut',
        'DELETE answered',
      ]);
    });
  });

  it('answers a listing by pages, and stalls at the second', async () => {
    const key = newKey();
    const entry = `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>`;
    const page = `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>${entry}</ListBucketResult>`;
    await serve(({ url }, response) => {
      if (!url.searchParams.has('continuation-token')) response.end(page);
    });
    const seen: string[] = [];
    const listing = async (): Promise<void> => {
      for await (const found of store.list('')) {
        seen.push(found.key);
        // Whoever reads it may take longer than the store.
        await new Promise((resolve) => setTimeout(resolve, 2 * STALL_MS));
      }
    };
    expect(await toProblem(listing())).toEqual(unavailable);
    expect(seen).toEqual([key]);
    await eventually(() => expect(raw.requests.map(({ state }) => state)).toEqual(['answered', 'cut']));
  });

  it.each([500, 503])('but %i, is not asked again once it is given up', async (status) => {
    await serve((_, response) => response.writeHead(status).end(), 150);
    expect(await toProblem(store.stat(newKey()))).toEqual(unavailable);
    const asked = raw.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(raw.requests.length).toBeLessThanOrEqual(asked);
  });

  it('is given up when the caller gives up', async () => {
    await serve(() => undefined, 60_000);
    const controller = new AbortController();
    const reason = new Error('The person has gone.');
    const calls = [
      store.put(newKey(), inChunks(SMALL), SMALL.length, controller.signal),
      store.put(newKey(), inChunks(LARGE), LARGE.length, controller.signal),
      store.get(newKey(), controller.signal),
      store.stat(newKey(), controller.signal),
      store.delete(newKey(), controller.signal),
      store.list('', controller.signal)[Symbol.asyncIterator]().next(),
      store.sweepIncoming(controller.signal),
      store.check(controller.signal),
    ].map((call) => toProblem(call));
    await eventually(() => expect(raw.requests).toHaveLength(calls.length));
    controller.abort(reason);
    for (const call of calls) expect(await call).toBe(reason);
    await eventually(() => expect(raw.requests.every(({ state }) => state === 'cut')).toBe(true));
  });
});

describe('A source that stalls', () => {
  it('is given up, closed, and not stored when it goes on', async () => {
    await serve((_, response) => response.setHeader('ETag', '"tag"').end());
    for (const size of [SMALL.length, LARGE.length]) {
      const source = new Readable({ read: () => undefined });
      source.push(SMALL.subarray(0, 1));
      expect(await toProblem(store.put(newKey(), source, size))).toEqual(unavailable);
      expect(source.destroyed).toBe(true);
    }
    expect(raw.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

describe('A store that stalls in the middle of a blob', () => {
  const stalling = (_: StoreRequest, response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Length': 100, ETag: '"tag"' }).write('only this');
  };

  it('fails the reader in time, and the connection is closed', async () => {
    await serve(stalling);
    expect(await toProblem(store.get(newKey()).then(buffer))).toEqual(unavailable);
    await eventually(() => expect(raw.requests.map(({ state }) => state)).toEqual(['cut']));
  });

  it('is let go at once by a reader who leaves', async () => {
    await serve(stalling, 60_000);
    const stream = await store.get(newKey());
    await new Promise((resolve) => stream.once('data', resolve));
    stream.destroy();
    await eventually(() => expect(raw.requests.map(({ state }) => state)).toEqual(['cut']), PATIENCE_MS);
    expect(stream.closed).toBe(true);
  });

  it('ends the stream of a caller who gives up, with the reason', async () => {
    await serve(stalling, 60_000);
    const controller = new AbortController();
    const reading = toProblem(store.get(newKey(), controller.signal).then(buffer));
    await eventually(() => expect(raw.requests).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort(new Error('The person has gone.'));
    expect(await reading).toBe(controller.signal.reason);
    await eventually(() => expect(raw.requests.map(({ state }) => state)).toEqual(['cut']));
  });

  it('is not what a slow reader is', async () => {
    await serve(() => undefined);
    const server = await startS3Server();
    const real = createS3BlobStore(server.options);
    // The service runs in this process, and is slow itself where the machine is busy.
    const stall = 4 * STALL_MS;
    const key = newKey();
    await real.put(key, inChunks(LARGE), LARGE.length);
    const chunks: Buffer[] = [];
    for await (const chunk of await boundedBlobs(real, stall).get(key)) {
      if (chunks.length < 2) await new Promise((resolve) => setTimeout(resolve, 1.5 * stall));
      chunks.push(chunk as Buffer);
    }
    expect(Buffer.concat(chunks).equals(LARGE)).toBe(true);
    await real.close();
    await server.close();
  });
});
