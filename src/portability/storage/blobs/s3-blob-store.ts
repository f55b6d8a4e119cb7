/** Blobs as objects of an S3-compatible service (AWS, Ceph, MinIO), for any number of machines. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { BlobMissing } from './blob-errors.js';
import { isBlobKey, parseBlobKey, type BlobEntry, type BlobStat, type BlobStore } from './blob-store.js';
import { closeSource, exactly, passedOn } from './blob-streams.js';
import { createProbe } from './probe.js';
import { createS3Client } from './s3-client.js';
import type { S3Options } from './s3-options.js';
import { isMissing, notAStore, toStoreError, S3_PLACE } from './s3-errors.js';
import { sweepUploads, uploadInParts } from './s3-multipart.js';

const PART_BYTES = 8 * 1024 * 1024;
/** A rule of S3. */
const MOST_PARTS = 10_000;

/** An upload that began longer ago is abandoned, in milliseconds: a blob takes hours at worst. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Opens a store in a bucket. Connects when first used. No call ends by itself where the service does not answer: the signal ends it,
 * and closes the connection.
 */
export function createS3BlobStore(options: S3Options): BlobStore {
  const { bucket: Bucket } = options;
  const client = createS3Client(options);
  const partBytes = options.partBytes ?? PART_BYTES;

  const objectOf = (key: string): { readonly Bucket: string; readonly Key: string } => {
    const { userId, name } = parseBlobKey(key);
    return { Bucket, Key: `${userId}/${name}` };
  };

  async function put(
    key: string,
    source: Readable | AsyncIterable<Buffer>,
    size: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const { chunks, failure } = exactly(source, size, signal);
    try {
      const object = objectOf(key);
      await send(object, chunks, size, signal).catch((error: unknown) => {
        throw failure() ?? toStoreError(error, signal);
      });
    } catch (error) {
      closeSource(source);
      throw error;
    }
  }

  async function send(
    object: ReturnType<typeof objectOf>,
    chunks: AsyncIterable<Buffer>,
    size: number,
    abortSignal?: AbortSignal,
  ): Promise<void> {
    if (size > partBytes) {
      const partSize = Math.max(partBytes, Math.ceil(size / MOST_PARTS));
      return uploadInParts(client, object, chunks, { size, partSize, signal: abortSignal });
    }
    // Read whole, so that the client can send it again after a hiccup, and nothing is sent of a source that breaks.
    const Body = Buffer.concat(await collect(chunks), size);
    const request = new PutObjectCommand({ ...object, Body, ContentLength: size });
    const { ETag } = await client.send(request, { abortSignal });
    if (!ETag) throw notAStore('what was put was answered without an ETag');
  }

  async function get(key: string, signal?: AbortSignal): Promise<Readable> {
    const object = objectOf(key);
    try {
      const { Body, ContentLength } = await client.send(new GetObjectCommand(object), {
        abortSignal: signal,
      });
      if (!(Body instanceof Readable)) throw notAStore('an object came without a body');
      if (ContentLength === undefined) {
        Body.destroy();
        throw notAStore('an object came without a length');
      }
      const translate = (error: unknown): unknown => toStoreError(error, signal);
      return passedOn(Body, { signal, size: ContentLength, translate });
    } catch (error) {
      throw isMissing(error) ? new BlobMissing(key, { cause: error }) : toStoreError(error, signal);
    }
  }

  async function stat(key: string, signal?: AbortSignal): Promise<BlobStat | null> {
    const object = objectOf(key);
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand(object), { abortSignal: signal });
      if (ContentLength === undefined) throw notAStore('an object came without a length');
      return { size: ContentLength };
    } catch (error) {
      if (isMissing(error)) return null;
      throw toStoreError(error, signal);
    }
  }

  async function* list(prefix: string, signal?: AbortSignal): AsyncGenerator<BlobEntry, void, undefined> {
    try {
      const query = { Bucket, Prefix: prefix };
      for await (const page of paginateListObjectsV2({ client }, query, { abortSignal: signal })) {
        // Taken for a list, anything else would be an empty one.
        const ends = page.IsTruncated === false || page.NextContinuationToken !== undefined;
        if (!ends) throw notAStore('the list of objects was answered with something else');
        for (const { Key, Size, LastModified } of page.Contents ?? []) {
          if (Key === undefined || Size === undefined || LastModified === undefined || !isBlobKey(Key))
            continue;
          yield { key: Key, size: Size, modifiedAt: LastModified };
        }
      }
    } catch (error) {
      throw toStoreError(error, signal);
    }
  }

  const store = {
    put,
    get,
    stat,
    delete: async (key, abortSignal) => {
      const request = new DeleteObjectCommand(objectOf(key));
      await orRefuse(client.send(request, { abortSignal }), abortSignal);
    },
  } satisfies Partial<BlobStore>;
  return {
    ...store,
    list,
    sweepIncoming: (signal) => orRefuse(sweepUploads(client, Bucket, ABANDONED_MS, signal), signal),
    check: createProbe(store, S3_PLACE),
    close: async () => client.destroy(),
  };
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const collected: Buffer[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}

const orRefuse = <T>(work: Promise<T>, signal?: AbortSignal): Promise<T> =>
  work.catch((error: unknown) => {
    throw toStoreError(error, signal);
  });
