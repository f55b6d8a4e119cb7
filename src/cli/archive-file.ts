/** The archive that a command is given: a file of this machine, measured and hashed before anything is opened. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ImportLimits, PortabilityError, type Upload } from '../portability/files.js';
import { UsageError } from './exit.js';
import { startProgress } from './progress.js';

export interface ArchiveFile extends Upload {
  /** Bytes. */
  readonly size: number;
}

const CHUNK_BYTES = 1_024 * 1_024;

/**
 * Reads a file from end to end.
 * @throws UsageError where there is no such file, PortabilityError `upload-too-large`
 */
export async function openArchiveFile(
  path: string,
  limits: ImportLimits,
  signal: AbortSignal,
): Promise<ArchiveFile> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (found.isDirectory()) throw new UsageError(`${path} is a folder. Pack it as a .zip, and give that.`);
  if (!found.isFile()) throw new UsageError(`${path} is not a file. Give the .tar.gz of an export.`);
  if (found.size > limits.uploadBytes) throw tooLarge(limits.uploadBytes, found.size);
  const hash = createHash('sha256');
  const progress = startProgress('Reading', found.size);
  try {
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })) {
      hash.update(chunk as Buffer);
      progress.update((bytes += (chunk as Buffer).length));
    }
  } catch (error) {
    throw signal.aborted ? error : unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    progress.end();
  }
  return { path, sha256: hash.digest('hex'), size: found.size };
}

const unreadable = (path: string, { code }: NodeJS.ErrnoException): UsageError =>
  new UsageError(
    code === 'ENOENT' || code === 'ENOTDIR'
      ? `There is no file ${path}.`
      : `${path} cannot be read (${code ?? 'for an unknown reason'}).`,
  );

const tooLarge = (maximum: number, actual: number): PortabilityError =>
  new PortabilityError(
    'upload-too-large',
    `The file has ${actual} bytes, and at most ${maximum} are taken. LIMIT_UPLOAD_BYTES raises the limit.`,
    { limit: 'uploadBytes', maximum, actual },
  );
