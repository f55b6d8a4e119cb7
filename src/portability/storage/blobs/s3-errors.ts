/** What the failures of an S3 client mean for a blob store. */
import { S3ServiceException } from '@aws-sdk/client-s3';
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
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return storageUnavailable(error);
  }
  // Node words the end of a connection in mid-body as "aborted", without an error of the system.
  if (error instanceof Error && error.message === 'aborted') return storageUnavailable(error);
  return translateSystemError(error);
}

/** Whether an object is not there. Not so for a bucket that is not there: then the store is not usable. */
export const isMissing = (error: unknown): boolean =>
  isServiceError(error) && (error.name === 'NoSuchKey' || error.name === 'NotFound');

/** Whether the service does not know the request at all (some small S3 servers). */
export const isNotImplemented = (error: unknown): boolean =>
  isServiceError(error) && (error.name === 'NotImplemented' || error.$metadata.httpStatusCode === 501);

function isServiceError(error: unknown): error is S3ServiceException {
  return (
    error instanceof S3ServiceException ||
    // An answer that is no XML, such as a proxy's, is a plain error that still carries the status.
    (error instanceof Error && '$metadata' in error && typeof error.$metadata === 'object')
  );
}
