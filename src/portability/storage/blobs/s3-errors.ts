/** What the failures of an S3 client, and answers that no S3 service gives, mean for a blob store. */
import type { S3ServiceException } from '@aws-sdk/client-s3';
import { PortabilityError } from '../../errors.js';
import { BlobMissing, storageFull, storageUnavailable } from './blob-errors.js';

/** What the store is called in a sentence to its operator. */
export const S3_PLACE = 'What answers at S3_ENDPOINT';

/** Ceph, MinIO and AWS each say "full" in their own way; 507 is RFC 4918's. */
const FULL: ReadonlySet<string> = new Set([
  'QuotaExceeded',
  'StorageFull',
  'XMinioStorageFull',
  'InsufficientStorage',
]);

/**
 * What a request that failed is refused with: whatever the client throws (an error that the service answered, a time-out, a
 * connection that broke, an answer that cannot be read, a checksum that does not hold), the store is what failed.
 * @param signal of the request: where it was aborted, its reason
 */
export function toStoreError(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof PortabilityError || error instanceof BlobMissing) return error;
  if (isServiceError(error) && (FULL.has(error.name) || error.$metadata.httpStatusCode === 507))
    return storageFull(error);
  return isUnreadable(error) ? notAStore('an answer cannot be read', error) : storageUnavailable(error);
}

/** An answer that a service that speaks S3 does not give. */
export const notAStore = (what: string, cause?: unknown): PortabilityError =>
  storageUnavailable(
    new Error(`${S3_PLACE} is not an object store, or a proxy stands before it: ${what}.`, { cause }),
  );

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

/** An answer of success whose body is no XML. */
const isUnreadable = (error: unknown): boolean =>
  isServiceError(error) && error.$metadata.httpStatusCode === 200;
