/** Gets an archive to a service elsewhere: with the request, or uploaded once before, in pieces that go on where the line broke. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ArchiveFile } from '../archive-file.js';
import { startProgress } from '../progress.js';
import { Refused, type Call, assertSuccess, send } from './http.js';
import type { Remote } from './login-file.js';
import { type RetryOptions, retrying } from './retry.js';

/** Bytes from which a file is uploaded before: below, sending it again costs no more than the questions. */
const LARGE = 16 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const TUS = { 'tus-resumable': '1.0.0' } as const;

/** Where a service does not take uploads, the form does. */
const FORM_WILL_DO = new Set(['upload-elsewhere', 'upload-quota-exceeded', 'upload-not-found', 'not-found']);

/** A part of a form: the archive itself, or the name of its upload. */
export interface SentArchive {
  /** Makes the request anew for each attempt. */
  readonly form: (fields: Readonly<Record<string, string>>) => Pick<Call, 'headers' | 'body'>;
}

/**
 * Runs `work` with the archive at hand there; an upload is removed afterwards.
 * @param retry how long an upload that breaks is gone on with
 */
export async function withArchive<Result>(
  remote: Remote,
  file: ArchiveFile,
  retry: RetryOptions,
  work: (sent: SentArchive) => Promise<Result>,
): Promise<Result> {
  if (file.size < LARGE) return work({ form: (fields) => formOf(fields, file) });
  let path: string;
  try {
    path = await upload(remote, file, retry);
  } catch (error) {
    if (error instanceof Refused && FORM_WILL_DO.has(error.slug))
      return work({ form: (fields) => formOf(fields, file) });
    throw error;
  }
  try {
    return await work({ form: (fields) => formOf({ ...fields, upload: path.replace(/^.*\//, '') }) });
  } finally {
    // It would be removed within a day anyway.
    const late = AbortSignal.timeout(5_000);
    await send(remote, { method: 'DELETE', path, headers: TUS }, late).then(
      ({ body }) => body.resume(),
      () => undefined,
    );
  }
}

/** @returns where the upload is, below the service's address */
async function upload(remote: Remote, file: ArchiveFile, retry: RetryOptions): Promise<string> {
  const { signal } = retry;
  const path = await retrying(retry, async () => {
    const headers = { ...TUS, 'upload-length': String(file.size) };
    const answer = await send(remote, { method: 'POST', path: '/api/uploads', headers }, signal);
    await assertSuccess(answer, remote.url);
    answer.body.resume();
    return `/api/uploads/${String(answer.headers['location']).replace(/^.*\//, '')}`;
  });
  const progress = startProgress('Uploading', file.size);
  try {
    for (let offset = 0; offset < file.size;) {
      const from = offset;
      offset = await retrying(retry, () => sendPiece(remote, { file, path, offset: from, signal })).catch(
        async (error: unknown) => {
          // What arrived before the line broke is there.
          if (error instanceof Refused && error.slug === 'upload-offset-mismatch')
            return offsetOf(remote, path, signal);
          throw error;
        },
      );
      progress.update(offset);
    }
  } finally {
    progress.end();
  }
  return path;
}

async function sendPiece(
  remote: Remote,
  { file, path, offset, signal }: { file: ArchiveFile; path: string; offset: number; signal: AbortSignal },
): Promise<number> {
  const end = Math.min(offset + PIECE, file.size);
  const body = createReadStream(file.path, { start: offset, end: end - 1 });
  const headers = {
    ...TUS,
    'upload-offset': String(offset),
    'content-type': 'application/offset+octet-stream',
    'content-length': String(end - offset),
  };
  const answer = await send(remote, { method: 'PATCH', path, headers, body }, signal);
  await assertSuccess(answer, remote.url);
  answer.body.resume();
  return Number(answer.headers['upload-offset']);
}

async function offsetOf(remote: Remote, path: string, signal: AbortSignal): Promise<number> {
  const answer = await send(remote, { method: 'HEAD', path, headers: TUS }, signal);
  await assertSuccess(answer, remote.url);
  answer.body.resume();
  return Number(answer.headers['upload-offset']);
}

/** A multipart/form-data body, the file last and as a stream (RFC 7578). */
function formOf(
  fields: Readonly<Record<string, string>>,
  file?: ArchiveFile,
): Pick<Call, 'headers' | 'body'> {
  const boundary = `carol-${randomUUID()}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="archive"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const end = `\r\n--${boundary}--\r\n`;
  const before = Buffer.from(file ? parts.join('') + head : `${parts.join('')}--${boundary}--\r\n`);
  const length = before.length + (file ? file.size + end.length : 0);
  async function* body(): AsyncGenerator<Buffer> {
    yield before;
    if (!file) return;
    for await (const chunk of createReadStream(file.path)) yield chunk as Buffer;
    yield Buffer.from(end);
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length),
    },
    body: Readable.from(body()),
  };
}
