/** The one place where errors of other people's code become problems of ours. */
import { randomUUID } from 'node:crypto';
import { PortabilityError } from '../../errors.js';
import { isError } from './is-error.js';
import { translateDatabase } from './translate-database.js';
import { translateMultipart, translateStatus, translateZod } from './translate-request.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const STORAGE_DOWN = new Set(['EIO', 'EROFS', 'ESTALE', 'ENXIO']);
const NO_DESCRIPTORS = new Set(['EMFILE', 'ENFILE']);

/**
 * Always a refusal; what nobody foresaw is an `internal-error` whose `errorId` the log has too.
 * @example if (translate(error).slug === 'database-unavailable') setTimeout(retry, 5_000);
 */
export function translate(error: unknown): PortabilityError {
  if (error instanceof PortabilityError) return error;
  const known = isError(error) ? translateKnown(error) : null;
  if (known) return known;
  return new PortabilityError(
    'internal-error',
    'This is a fault of the server. Whoever runs it finds it in the log by its errorId.',
    { errorId: randomUUID() },
    { cause: error },
  );
}

function translateKnown(error: Error): PortabilityError | null {
  return (
    translateSystem(error) ??
    translateStorage(error) ??
    translateDatabase(error) ??
    translateMultipart(error) ??
    translateZlib(error) ??
    translateInput(error)
  );
}

const codeOf = (error: Error): string => String(Reflect.get(error, 'code') ?? '');

function translateSystem(error: Error): PortabilityError | null {
  const code = codeOf(error);
  const later = { retrySeconds: 10, cause: error };
  if (FULL.has(code)) {
    return new PortabilityError('storage-full', 'The server has no space left.', {}, { cause: error });
  }
  if (STORAGE_DOWN.has(code)) {
    return new PortabilityError('storage-unavailable', 'The file storage does not work.', {}, later);
  }
  if (NO_DESCRIPTORS.has(code)) {
    return new PortabilityError('server-busy', 'The server has too much open at once.', {}, later);
  }
  return null;
}

function translateZlib(error: Error): PortabilityError | null {
  return /^Z_(DATA|BUF|STREAM)_ERROR$|^Z_NEED_DICT$/.test(codeOf(error))
    ? new PortabilityError('archive-corrupt', 'The archive is damaged or cut off.', {}, { cause: error })
    : null;
}

/** The AWS SDK marks all its errors with `$metadata`. */
function translateStorage(error: Error): PortabilityError | null {
  if (!('$metadata' in error)) return null;
  return new PortabilityError(
    'storage-unavailable',
    'The file storage does not answer.',
    {},
    { retrySeconds: 10, cause: error },
  );
}

function translateInput(error: Error): PortabilityError | null {
  const status: unknown = Reflect.get(error, 'status') ?? Reflect.get(error, 'statusCode');
  const issues: unknown = Reflect.get(error, 'issues');
  if (/ZodError$/.test(error.name) && Array.isArray(issues)) return translateZod(issues);
  if (error.name === 'URIError') return translateStatus(400, error);
  const getStatus = 'getStatus' in error ? callable(error, 'getStatus')() : status;
  return typeof getStatus === 'number' ? translateStatus(getStatus, error) : null;
}

const callable = (owner: object, name: string): (() => unknown) => {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === 'function' ? () => value.call(owner) as unknown : () => undefined;
};
