/** What the failures of an S3 client mean for a blob store. */
import type { S3ServiceException } from '@aws-sdk/client-s3';
import { storageFull, storageUnavailable, translateSystemError } from './blob-errors.js';

/** Ceph, MinIO and AWS each say "full" in their own way; 507 is RFC 4918's. */
const FULL: ReadonlySet<string> = new Set([
  'QuotaExceeded',
  'StorageFull',
  'XMinioStorageFull',
  'InsufficientStorage',
]);

/** An answer of the service, a time-out or a broken connection as a refusal; any other error as it is. */
export function translateS3Error(error: unknown): unknown {
  if (isServiceError(error)) {
    const full = FULL.has(error.name) || error.$metadata.httpStatusCode === 507;
    return full ? storageFull(error) : storageUnavailable(error);
  }
  return isBroken(error) ? storageUnavailable(error) : translateSystemError(error);
}

/** Whether an object is not there. Not so for a bucket that is not there: then the store is not usable. */
export const isMissing = (error: unknown): boolean =>
  isServiceError(error) && (error.name === 'NoSuchKey' || error.name === 'NotFound');

/** Whether the service does not know the request at all (some small S3 servers). */
export const isNotImplemented = (error: unknown): boolean =>
  isServiceError(error) && (error.name === 'NotImplemented' || error.$metadata.httpStatusCode === 501);

/** An answer of the service; one that is no XML, such as a proxy's, is a plain error that still carries the status. */
function isServiceError(error: unknown): error is Pick<S3ServiceException, 'name' | '$metadata'> {
  return (
    typeof error === 'object' &&
    error !== null &&
    '$metadata' in error &&
    typeof error.$metadata === 'object' &&
    error.$metadata !== null
  );
}

/** A time-out of the client, or the end of a connection in mid-body, which Node words as "aborted". */
function isBroken(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
  return name === 'TimeoutError' || name === 'AbortError' || message === 'aborted';
}
