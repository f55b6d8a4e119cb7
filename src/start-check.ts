/** Tries at a start what the service will need: the folders for temporary files and uploads, and the file store. */
import { writeFile } from 'node:fs/promises';
import { ConfigError } from './config.js';
import { type BlobStore, unlessAborted } from './portability/blobs.js';
import { createWorkspaces } from './portability/index.js';

/** Milliseconds in which the file store must have answered. */
const STORE_TIMEOUT = 8_000;
const LONGEST_REASON = 200;
const NO_ANSWER = 'no answer within a few seconds';

/**
 * Writes to and removes from the folder for temporary files, which every transfer needs, whatever keeps the files.
 * @throws the error of the operating system, which names the path
 */
export async function checkTemporaryFolder(folder: string): Promise<void> {
  const workspace = await createWorkspaces(folder).open();
  try {
    await writeFile(workspace.newFile(), 'Carol');
  } finally {
    await workspace.dispose();
  }
}

/**
 * Tries the folder for archives that are uploaded ahead of imports as well.
 * @throws ConfigError with the reason
 */
export const checkUploadsFolder = (folder: string): Promise<void> =>
  checkTemporaryFolder(folder).catch((cause: unknown) => {
    throw new ConfigError(
      `UPLOADS_DIR: ${folder} cannot be used (${(cause as NodeJS.ErrnoException).code})`,
      { cause },
    );
  });

/**
 * Tries the file store, and waits a few seconds at most.
 * @param secrets what the reason must not hold
 * @param signal ends the wait with its reason
 * @throws ConfigError with the reason; the error of the operating system where the store is a folder
 */
export async function checkBlobStore(
  blobs: BlobStore,
  secrets: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(STORE_TIMEOUT);
  const ended = AbortSignal.any(signal ? [late, signal] : [late]);
  try {
    // What cannot be aborted is not waited for.
    await unlessAborted(blobs.check(ended), ended);
  } catch (error) {
    signal?.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    if (isPathError(cause)) throw cause;
    const reason = late.aborted ? NO_ANSWER : reasonOf(cause);
    throw new ConfigError(`BLOB_STORE: the file store cannot be used: ${without(secrets, reason)}`, {
      cause: error,
    });
  }
}

const isPathError = (error: unknown): error is Error =>
  error instanceof Error && 'path' in error && 'code' in error;

/** The name or code, and the first line of what the store or the system says. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for a reason that is not known';
  if (/^(AbortError|TimeoutError)$/.test(error.name)) return NO_ANSWER;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const [line = ''] = error.message.split('\n');
  // The AWS SDK words an answer without a body so, as every answer to HEAD is.
  if (line === '' || line === 'UnknownError') return code;
  return (code === 'Error' ? line : `${line} (${code})`).slice(0, LONGEST_REASON);
}

const without = (secrets: readonly string[], text: string): string =>
  secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
