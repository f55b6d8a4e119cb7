/** Blobs as objects of an S3-compatible service (AWS, Ceph, MinIO), for any number of machines. */
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import { BlobMissing, storageUnavailable } from './blob-errors.js';
import { isBlobKey, parseBlobKey, type BlobEntry, type BlobStat, type BlobStore } from './blob-store.js';
import { closeSource, exactly, translated } from './blob-streams.js';
import { isMissing, isNotImplemented, translateS3Error } from './s3-errors.js';

export interface S3Options {
  /** Where the service is, as a URL. */
  readonly endpoint: string;
  /** A bucket that exists and holds nothing else. */
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Bytes up to which a blob is sent as one request, and of each part beyond; at least 5 MiB (a rule of S3). */
  readonly partBytes?: number;
}

const PART_BYTES = 8 * 1024 * 1024;
/** Parts on their way at once: with the one being filled, a put holds at most three in memory. */
const PARTS_AT_ONCE = 2;
/** A rule of S3. */
const MOST_PARTS = 10_000;

/** Milliseconds. A readable that nobody reads is idle too, so `idle` bounds how long a client may stall. */
const TIMEOUTS = { connect: 5_000, request: 120_000, idle: 120_000, check: 5_000 } as const;

/** An upload that began longer ago is abandoned, in milliseconds: a blob takes hours at worst. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Opens a store in a bucket. Connects when first used. */
export function createS3BlobStore(options: S3Options): BlobStore {
  const { bucket: Bucket } = options;
  const client = createClient(options);
  const partBytes = options.partBytes ?? PART_BYTES;

  const objectOf = (key: string): { readonly Bucket: string; readonly Key: string } => {
    const { userId, name } = parseBlobKey(key);
    return { Bucket, Key: `${userId}/${name}` };
  };

  async function put(key: string, source: Readable | AsyncIterable<Buffer>, size: number): Promise<void> {
    const { chunks, failure } = exactly(source, size);
    try {
      const object = objectOf(key);
      if (size <= partBytes) {
        // Read whole, so that the client can send it again after a hiccup, and nothing is sent of a source that breaks.
        const Body = Buffer.concat(await collect(chunks), size);
        await client.send(new PutObjectCommand({ ...object, Body, ContentLength: size }));
      } else {
        const partSize = Math.max(partBytes, Math.ceil(size / MOST_PARTS));
        const Body = Readable.from(chunks, { objectMode: false });
        // A source may still fail when the upload no longer listens; nobody listening would end the process.
        Body.on('error', () => undefined);
        // The default for leavePartsOnError, false, aborts an upload that fails; until it is completed nothing is to be seen.
        await new Upload({
          client,
          params: { ...object, Body },
          partSize,
          queueSize: PARTS_AT_ONCE,
          leavePartsOnError: false,
        }).done();
      }
    } catch (error) {
      const reason = failure() ?? translateS3Error(error);
      closeSource(source);
      throw reason;
    }
  }

  async function get(key: string): Promise<Readable> {
    const found = await client.send(new GetObjectCommand(objectOf(key))).catch((error: unknown) => {
      throw isMissing(error) ? new BlobMissing(key, { cause: error }) : translateS3Error(error);
    });
    if (!(found.Body instanceof Readable))
      throw storageUnavailable(new Error('An object came without a body.'));
    return translated(found.Body, translateS3Error);
  }

  async function stat(key: string): Promise<BlobStat | null> {
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand(objectOf(key)));
      if (ContentLength === undefined) throw storageUnavailable(new Error('An object came without a size.'));
      return { size: ContentLength };
    } catch (error) {
      if (isMissing(error)) return null;
      throw translateS3Error(error);
    }
  }

  async function* list(prefix: string): AsyncGenerator<BlobEntry, void, undefined> {
    try {
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
        for (const { Key, Size, LastModified } of page.Contents ?? []) {
          if (Key === undefined || Size === undefined || LastModified === undefined || !isBlobKey(Key))
            continue;
          yield { key: Key, size: Size, modifiedAt: LastModified };
        }
      }
    } catch (error) {
      throw translateS3Error(error);
    }
  }

  return {
    put,
    get,
    stat,
    delete: async (key) => {
      await orRefuse(client.send(new DeleteObjectCommand(objectOf(key))));
    },
    list,
    sweepIncoming: () => orRefuse(sweepUploads(client, Bucket, Date.now() - ABANDONED_MS)),
    check: async () => {
      const abortSignal = AbortSignal.timeout(TIMEOUTS.check);
      await orRefuse(client.send(new HeadBucketCommand({ Bucket }), { abortSignal }));
    },
    close: async () => client.destroy(),
  };
}

function createClient({ endpoint, region, accessKeyId, secretAccessKey }: S3Options): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    // Otherwise the client frames bodies in a way that stores other than AWS keep as if it were content.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: TIMEOUTS.connect,
      requestTimeout: TIMEOUTS.request,
      throwOnRequestTimeout: true,
      socketTimeout: TIMEOUTS.idle,
    },
  });
}

/** Aborts the uploads that began before `before` (epoch milliseconds): their parts cost room and no listing shows them. */
async function sweepUploads(client: S3Client, Bucket: string, before: number): Promise<number> {
  let aborted = 0;
  let after: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (after !== null) {
    const page: ListMultipartUploadsCommandOutput | null = await client
      .send(new ListMultipartUploadsCommand({ Bucket, ...after }))
      .catch((error: unknown) => {
        if (isNotImplemented(error)) return null;
        throw error;
      });
    for (const { Key, UploadId, Initiated } of page?.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined || !isBlobKey(Key)) continue;
      if (Initiated.getTime() >= before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      aborted += 1;
    }
    after =
      page?.IsTruncated === true && page.NextKeyMarker !== undefined
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : null;
  }
  return aborted;
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const collected: Buffer[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}

const orRefuse = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw translateS3Error(error);
  });
