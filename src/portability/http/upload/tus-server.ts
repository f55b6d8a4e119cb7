/** The protocol tus 1.0 (https://tus.io/protocols/resumable-upload), spoken by its own library over the uploads of one account. */
import { DataStore, ERRORS, Server, Upload, type Locker } from '@tus/server';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { PortabilityError } from '../../errors.js';
import { offsetMismatch, uploadNotFound } from '../../storage/uploads/upload-errors.js';
import type { UploadKey } from '../../storage/uploads/upload-table.js';
import type { StoredUpload, Uploads } from '../../storage/uploads/uploads.js';
import { HttpRefusal } from '../problems/http-refusal.js';

export interface TusOptions {
  readonly uploads: Uploads;
  readonly locker: Locker;
  /** Bytes of one upload. */
  readonly maximum: number;
}

export interface TusRequest {
  readonly method: string;
  readonly key: UploadKey;
  /** Those of the protocol, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array>;
}

export interface TusAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export const TUS_VERSION = '1.0.0';

/** How long an earlier request may go on with the same upload when a newer one has come, milliseconds. */
const DRAIN_MS = 500;

/** Of an answer; what the library says of other origins is not for it to say. */
const ANSWERED = [
  'tus-version',
  'tus-extension',
  'tus-max-size',
  'upload-offset',
  'upload-length',
  'connection',
] as const;

/** @throws PortabilityError where the request is refused; whatever `uploads` and the body throw */
export async function handleTus(
  { uploads, locker, maximum }: TusOptions,
  { method, key, headers, body }: TusRequest,
): Promise<TusAnswer> {
  const store = new AccountStore(uploads, key, headers['upload-metadata'] ?? null);
  let failure: unknown;
  const server = new Server({
    path: '/',
    datastore: store,
    locker,
    lockDrainTimeout: DRAIN_MS,
    maxSize: maximum,
    namingFunction: () => key.id,
    getFileIdFromRequest: () => key.id,
    generateUrl: () => '/',
    onResponseError: (_request, error: unknown) => {
      failure = error;
      return undefined;
    },
  });
  const answer = await server.handleWeb(
    new Request(`http://uploads.invalid/${key.id}`, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body: streamOf(body), duplex: 'half' }),
    }),
  );
  if (answer.status >= 400) throw refusalOf(failure, answer.status, await answer.text(), store.upload);
  const { upload } = store;
  return {
    status: answer.status,
    headers: {
      ...Object.fromEntries(
        ANSWERED.flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
      ...(method === 'HEAD' && upload?.metadata ? { 'upload-metadata': upload.metadata } : {}),
      ...(upload && method !== 'DELETE' ? { 'upload-expires': upload.expiresAt.toUTCString() } : {}),
    },
  };
}

/** Asks for the first chunk when somebody reads. */
const streamOf = (chunks: AsyncIterable<Uint8Array>): NodeReadableStream<Uint8Array> =>
  (
    ReadableStream as unknown as { from(chunks: AsyncIterable<Uint8Array>): NodeReadableStream<Uint8Array> }
  ).from(chunks);

/** One upload of one account, for one request. */
class AccountStore extends DataStore {
  /** As it was last seen. */
  upload: StoredUpload | undefined;

  constructor(
    private readonly uploads: Uploads,
    private readonly key: UploadKey,
    private readonly metadata: string | null,
  ) {
    super();
    this.extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  }

  override async create(upload: Upload): Promise<Upload> {
    this.upload = await this.uploads.create(this.key, {
      length: upload.size ?? 0,
      metadata: this.metadata,
    });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    this.upload = await this.uploads.find(this.key);
    const { offset, length } = this.upload;
    return new Upload({ id, offset, size: length });
  }

  override write(source: AsyncIterable<Uint8Array>, _id: string, offset: number): Promise<number> {
    return this.uploads.append(this.key, offset, source);
  }

  override remove(): Promise<void> {
    return this.uploads.remove(this.key);
  }
}

/** @param failure what was thrown @param text what the library would say, where it has thrown nothing */
function refusalOf(
  failure: unknown,
  status: number,
  text: string,
  upload: StoredUpload | undefined,
): unknown {
  if (failure === ERRORS.INVALID_OFFSET) return offsetMismatch(upload?.offset ?? 0);
  if (failure === ERRORS.FILE_NOT_FOUND) return uploadNotFound();
  if (failure === ERRORS.MISSING_OFFSET) return invalid('Upload-Offset', 'is required');
  if (failure === ERRORS.INVALID_CONTENT_TYPE) return wrongType();
  if (failure === ERRORS.INVALID_LENGTH) return invalid('Upload-Length', 'is required');
  if (failure === ERRORS.ERR_SIZE_EXCEEDED) return longerThanSaid(upload);
  if (failure === ERRORS.UNSUPPORTED_CREATION_DEFER_LENGTH_EXTENSION)
    return invalid('Upload-Defer-Length', 'is not supported: say Upload-Length when the upload begins');
  if (failure === ERRORS.UNSUPPORTED_CONCATENATION_EXTENSION)
    return invalid('Upload-Concat', 'is not supported: send the bytes of an upload one after the other');
  // Of the stream's own limit the library makes an error of a class that it does not export.
  if (statusOf(failure) === 413) return upload ? longerThanSaid(upload) : failure;
  if (failure !== undefined) return failure;
  if (status === 412) return otherVersion();
  const [name = ''] = /^Invalid (.*)\n?$/.exec(text)?.[1]?.split(' ') ?? [];
  if (name === 'tus-resumable') return otherVersion();
  if (name === 'content-type') return wrongType();
  return invalid(
    name.replace(/(^|-)\w/g, (letter) => letter.toUpperCase()),
    'cannot be read',
  );
}

const statusOf = (failure: unknown): unknown =>
  typeof failure === 'object' && failure !== null && 'status_code' in failure
    ? failure.status_code
    : undefined;

const invalid = (parameter: string, detail: string): PortabilityError =>
  new PortabilityError('invalid-parameter', `The header ${parameter} ${detail} (tus ${TUS_VERSION}).`, {
    errors: [{ parameter, detail }],
  });

const wrongType = (): PortabilityError =>
  new PortabilityError(
    'unsupported-media-type',
    'Send the bytes of an upload with Content-Type: application/offset+octet-stream.',
  );

const otherVersion = (): PortabilityError =>
  new HttpRefusal(
    'tus-version-unsupported',
    `Uploads speak tus ${TUS_VERSION}: send Tus-Resumable: ${TUS_VERSION}.`,
    { 'Tus-Version': TUS_VERSION },
  );

const longerThanSaid = (upload: StoredUpload | undefined): PortabilityError =>
  new HttpRefusal(
    'upload-too-large',
    'More bytes were sent than Upload-Length said when the upload began.',
    { Connection: 'close' },
    { extensions: { limit: 'Upload-Length', maximum: upload?.length ?? 0 } },
  );
