/** Uploads in parts that fail, or whose process died, are aborted: their parts would cost room that no listing shows. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BlobStore, createS3BlobStore } from '../../src/portability/blobs.js';
import { inChunks, newKey } from '../../src/portability/testing/blob-samples.js';

const HOUR_MS = 60 * 60 * 1000;
const MIB = 1024 * 1024;

/** The uploads of an S3 service as AWS documents them, which s3rver knows only in part. */
interface Upload {
  readonly key: string;
  readonly id: string;
  readonly begun: Date;
}

describe('an S3 service with uploads in parts', () => {
  let uploads: Upload[];
  let completed: string[];
  let partStatus: number;
  let server: Server;
  let store: BlobStore;

  beforeEach(async () => {
    [uploads, completed, partStatus] = [[], [], 200];
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const key = url.pathname.replace('/carol/', '');
      const id = url.searchParams.get('uploadId');
      const answer = (status: number, xml = ''): void => {
        response.writeHead(status, { 'Content-Type': 'application/xml', ETag: '"tag"' }).end(xml);
      };
      request.resume().on('end', () => {
        if (request.method === 'POST' && url.searchParams.has('uploads')) {
          uploads.push({ key, id: `id-${uploads.length}`, begun: new Date() });
          const xml = `<UploadId>${uploads.at(-1)?.id}</UploadId>`;
          answer(200, `<InitiateMultipartUploadResult>${xml}</InitiateMultipartUploadResult>`);
        } else if (request.method === 'GET' && url.searchParams.has('uploads')) {
          answer(200, listing(uploads, url.searchParams.get('key-marker') ?? ''));
        } else if (request.method === 'PUT' && id !== null) {
          answer(partStatus, partStatus === 200 ? '' : '<Error><Code>InsufficientStorage</Code></Error>');
        } else if (request.method === 'DELETE' && id !== null) {
          uploads = uploads.filter((upload) => upload.id !== id);
          answer(204);
        } else if (request.method === 'POST' && id !== null) {
          completed.push(key);
          uploads = uploads.filter((upload) => upload.id !== id);
          answer(200, '<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>');
        } else answer(501, '<Error><Code>NotImplemented</Code></Error>');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    store = createS3BlobStore({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      bucket: 'carol',
      region: 'us-east-1',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      partBytes: 5 * MIB,
    });
  });
  afterEach(async () => {
    await store.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('completes one that goes well', async () => {
    const [key, bytes] = [newKey(), Buffer.alloc(11 * MIB)];
    await store.put(key, inChunks(bytes), bytes.length);
    expect([completed, uploads]).toEqual([[key], []]);
  });

  it.each([-1, 1])('aborts one whose source has another size (%i) than was said', async (difference) => {
    const bytes = Buffer.alloc(11 * MIB);
    await expect(store.put(newKey(), inChunks(bytes), bytes.length + difference)).rejects.toThrow(
      /announced/,
    );
    expect([completed, uploads]).toEqual([[], []]);
  });

  it('aborts one that finds no room', async () => {
    partStatus = 507;
    const bytes = Buffer.alloc(11 * MIB);
    await expect(store.put(newKey(), inChunks(bytes), bytes.length)).rejects.toMatchObject({
      slug: 'storage-full',
    });
    expect([completed, uploads]).toEqual([[], []]);
  });

  it('sweeps those that began a day ago, on every page of the listing, and no others', async () => {
    const begun = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
    const old = Array.from({ length: 5 }, (_, index) => ({
      key: newKey(),
      id: `old-${index}`,
      begun: begun(25),
    }));
    const young = { key: newKey(), id: 'young', begun: begun(23) };
    const foreign = { key: 'backup.tar', id: 'foreign', begun: begun(100) };
    uploads = [...old, young, foreign].sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(await store.sweepIncoming()).toBe(old.length);
    expect(uploads.map(({ id }) => id).sort()).toEqual(['foreign', 'young']);
  });
});

/** Two uploads a page. */
function listing(uploads: readonly Upload[], after: string): string {
  const rest = uploads.filter(({ key }) => key > after);
  const page = rest.slice(0, 2);
  const items = page.map(
    ({ key, id, begun }) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
  );
  const next = `<NextKeyMarker>${page.at(-1)?.key ?? ''}</NextKeyMarker><NextUploadIdMarker>x</NextUploadIdMarker>`;
  const truncated = `<IsTruncated>${rest.length > page.length}</IsTruncated>`;
  return `<ListMultipartUploadsResult>${truncated}${next}${items.join('')}</ListMultipartUploadsResult>`;
}
