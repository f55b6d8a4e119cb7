/** Receives a multipart upload into a workspace, with every guard that can act before the body is read. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { PortabilityError } from '../../errors.js';
import type { Upload } from '../../import/read-archive.js';
import type { ImportLimits } from '../../limits.js';
import type { Workspace } from '../../storage/workspace.js';
import { FILE_PART, readFields, unexpectedPart } from './form-fields.js';
import { boundaryOf, createFormHead } from './form-head.js';
import { formStream } from './form-stream.js';
import { uploadTooLarge } from './upload-too-large.js';

/** A request whose body is a form. */
export interface FormRequest {
  readonly request: Request;
  readonly response: Response;
  /** The parts beside the file that are expected. */
  readonly fieldNames: readonly string[];
  /** Finds the archive that the part `upload` names instead of a file; absent where nothing is uploaded ahead. */
  readonly findUpload?: ((id: string, workspace: Workspace) => Promise<ReceivedFile>) | undefined;
  /** Called often with how many bytes of the body have arrived; must not throw. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface ReceivedFile {
  readonly upload: Upload;
  /** Bytes of the file. */
  readonly size: number;
}

export interface ReceivedForm extends ReceivedFile {
  /** Bytes of the file that came with the form. */
  readonly receivedBytes: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** Names an archive that was uploaded before, in place of the file. */
const UPLOAD_PART = 'upload';
/** What a form may weigh beside the file: boundaries, part headers, fields. */
const FORM_OVERHEAD_BYTES = 64 * 1024;
/** One file more than is taken: so it is met, and refused by its name. */
const PART_LIMITS = {
  files: 2,
  fields: 16,
  parts: 19,
  fieldNameSize: 100,
  // A thousand UUIDs.
  fieldSize: 40 * 1_024,
  headerPairs: 100,
} as const;

/**
 * Reads the whole form, after `checkFormHeaders`; the parts come in any order. When it throws nothing is being written any more.
 * @throws PortabilityError of the request phase; the rest of the body is then not waited for
 */
export async function receiveForm(
  { request, response, fieldNames, findUpload, onBytes }: FormRequest,
  workspace: Workspace,
  limits: ImportLimits,
  signal: AbortSignal,
): Promise<ReceivedForm> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  const head = createFormHead(boundary);
  let received: Stored | undefined;
  let storing: Promise<unknown> = Promise.resolve();
  let files = 0;
  const storage: StorageEngine = {
    _handleFile(_request, file, done) {
      const stored = store(file.stream, workspace.newFile(), limits.uploadBytes);
      storing = stored.then(
        (result) => {
          received = result;
          done(null, { path: result.path, size: result.size });
        },
        (error: unknown) => done(error),
      );
    },
    // The workspace goes with the request.
    _removeFile: (_request, _file, done) => done(null),
  };
  const parser = multer({
    storage,
    limits: PART_LIMITS,
    fileFilter: (_request, file, accept) => {
      if (file.fieldname !== FILE_PART) accept(unexpectedPart(file.fieldname));
      else if (++files > 1) accept(secondFile());
      else accept(null, true);
    },
    streamHandler: (form: Readable, busboy: Writable) => {
      // Where multer gives up it would wait for the end of the body; with the form closed it speaks at once.
      busboy.once('unpipe', () => form.destroy());
      form.pipe(busboy);
    },
  } as multer.Options).any();

  const { form, release } = formStream(request, {
    maximum: limits.uploadBytes + FORM_OVERHEAD_BYTES,
    tooLarge: () => uploadTooLarge(limits.uploadBytes),
    stall: limits.stallSeconds * 1_000,
    boundary,
    head,
    signal,
    onBytes,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      parser(form as unknown as Request, response, (error?: unknown) =>
        error ? reject(head.explain(error) ?? error) : resolve(),
      );
    });
  } finally {
    release();
    await storing;
  }
  const known = findUpload ? [...fieldNames, UPLOAD_PART] : fieldNames;
  const { [UPLOAD_PART]: id, ...fields } = readFields(form.body, known);
  if (received) {
    if (id !== undefined) throw fileAndUpload();
    const { path, sha256, size } = received;
    return { upload: { path, sha256 }, size, receivedBytes: size, fields };
  }
  if (id === undefined || !findUpload) throw missingFile();
  return { ...(await findUpload(id, workspace)), receivedBytes: 0, fields };
}

/** What is wrong with the headers is told whatever state the account is in. @throws PortabilityError */
export function checkFormHeaders(request: Request, limits: ImportLimits): void {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType)) {
    throw new PortabilityError(
      'unsupported-media-type',
      'Send the archive as multipart/form-data, in a part named file.',
    );
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new PortabilityError(
      'unsupported-media-type',
      'Send the form without Content-Encoding: the archive is compressed already.',
    );
  }
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > limits.uploadBytes + FORM_OVERHEAD_BYTES) throw uploadTooLarge(limits.uploadBytes);
}

interface Stored {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

async function store(source: NodeJS.ReadableStream, path: string, maximum: number): Promise<Stored> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maximum) {
        done(uploadTooLarge(maximum));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(source, counted, createWriteStream(path, { mode: 0o600 }));
  return { path, sha256: hash.digest('hex'), size };
}

const missingFile = (): PortabilityError =>
  new PortabilityError(
    'missing-file',
    'The form has no file. Send the archive in a part named file, with a file name: Content-Disposition: form-data; name="file"; filename="archive.tar.gz".',
  );

const fileAndUpload = (): PortabilityError =>
  new PortabilityError(
    'unexpected-part',
    'The form has a file and names an upload. Send one of the two: “file”, or “upload”.',
    { partName: UPLOAD_PART },
  );

const secondFile = (): PortabilityError =>
  new PortabilityError('unexpected-part', 'The form has two files. Send one archive at a time.', {
    partName: FILE_PART,
  });
