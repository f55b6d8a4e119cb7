/** Uploads in parts to an S3 service: how a large blob is stored, and what becomes of those that nobody finishes. */
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
  type ListMultipartUploadsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import { isBlobKey } from './blob-store.js';
import { boundClient } from './s3-client.js';
import { isNotImplemented, notAStore } from './s3-errors.js';

/** Parts on their way at once: with the one being filled, a put holds at most three in memory. */
const PARTS_AT_ONCE = 2;

interface StoredObject {
  readonly Bucket: string;
  readonly Key: string;
}

interface PartsOptions {
  /** Bytes of all. */
  readonly size: number;
  /** Bytes of each part but the last. */
  readonly partSize: number;
  readonly signal?: AbortSignal;
}

/**
 * Stores a blob of more than one part. Until the upload is completed nothing is to be seen of it; one that fails, or whose signal is
 * aborted, is aborted.
 * @throws what `chunks` throws, and errors of the client as they are
 */
export async function uploadInParts(
  client: S3Client,
  object: StoredObject,
  chunks: AsyncIterable<Buffer>,
  { size, partSize, signal }: PartsOptions,
): Promise<void> {
  const Body = Readable.from(chunks, { objectMode: false });
  // A source may still fail when the upload no longer listens; nobody listening would end the process.
  Body.on('error', () => undefined);
  const { ETag } = await new Upload({
    client: boundClient(client, checkAnswer, signal),
    params: { ...object, Body },
    partSize,
    queueSize: PARTS_AT_ONCE,
    leavePartsOnError: false,
  }).done();
  // Ceph leaves the tag of an upload that it has completed empty (16, and some of its later releases).
  if (!ETag) await expectStored(client, object, size, signal);
}

/** @throws PortabilityError where the object is not there, or not so long */
async function expectStored(
  client: S3Client,
  object: StoredObject,
  size: number,
  abortSignal?: AbortSignal,
): Promise<void> {
  const { ETag, ContentLength } = await client.send(new HeadObjectCommand(object), { abortSignal });
  if (!ETag || ContentLength !== size) throw notAStore('an upload that was completed is not there');
}

/** A part that is sent without the id of its upload is an object of its own, and one without a tag cannot be completed. */
function checkAnswer(command: unknown, answer: unknown): void {
  const { UploadId, ETag } = answer as { readonly UploadId?: string; readonly ETag?: string };
  if (command instanceof CreateMultipartUploadCommand && !UploadId)
    throw notAStore('the beginning of an upload was answered without an id');
  if (command instanceof UploadPartCommand && !ETag)
    throw notAStore('what was put was answered without an ETag');
}

/**
 * Aborts the uploads that began longer ago than `age` (milliseconds): their parts cost room and no listing shows them.
 * @returns how many
 */
export async function sweepUploads(
  client: S3Client,
  Bucket: string,
  age: number,
  abortSignal?: AbortSignal,
): Promise<number> {
  let aborted = 0;
  let after: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (after !== null) {
    const page: ListMultipartUploadsCommandOutput | null = await client
      .send(new ListMultipartUploadsCommand({ Bucket, ...after }), { abortSignal })
      .catch((error: unknown) => {
        if (isNotImplemented(error)) return null;
        throw error;
      });
    if (page !== null && page.IsTruncated === undefined)
      throw notAStore('the list of uploads was answered with something else');
    // By the clock of the store, which the client knows once it has been answered: that of this machine may be ahead.
    const before = Date.now() + client.config.systemClockOffset - age;
    for (const { Key, UploadId, Initiated } of page?.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined || !isBlobKey(Key)) continue;
      if (Initiated.getTime() >= before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), { abortSignal });
      aborted += 1;
    }
    after =
      page?.IsTruncated === true && page.NextKeyMarker !== undefined
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : null;
  }
  return aborted;
}
