/** What stands in the way of an upload that is sent in pieces, or of its use. */
import { PortabilityError } from '../../errors.js';

/** Also that of another user: who asks is not told the difference. */
export const uploadNotFound = (): PortabilityError =>
  new PortabilityError(
    'upload-not-found',
    'You have no such upload: it was removed, its time is over, or there never was one. Upload the archive again.',
  );

export const uploadElsewhere = (): PortabilityError =>
  new PortabilityError(
    'upload-elsewhere',
    'This upload lies with another instance of the service, which this one cannot read. Try again, or send the archive itself.',
  );

/** @param offset bytes that are there @param length bytes that there will be */
export const uploadIncomplete = (offset: number, length: number): PortabilityError =>
  new PortabilityError(
    'upload-incomplete',
    `Of this upload ${offset} of ${length} bytes are there. Send the rest first, from byte ${offset} on.`,
    { offset, length },
  );

/** @param offset bytes that are there */
export const offsetMismatch = (offset: number): PortabilityError =>
  new PortabilityError(
    'upload-offset-mismatch',
    `Of this upload ${offset} bytes are there, and Upload-Offset says another number. Go on from byte ${offset}.`,
    { offset },
  );

export const uploadLocked = (): PortabilityError =>
  new PortabilityError(
    'upload-locked',
    'Another request is sending to this upload, and does not end. Try again in a moment.',
    {},
    { retrySeconds: 2 },
  );

/** @param actual what the quota would have to be */
export const quotaExceeded = (
  limit: 'uploadQuotaBytes' | 'uploadsPerUser',
  maximum: number,
  actual: number,
): PortabilityError =>
  new PortabilityError(
    'upload-quota-exceeded',
    limit === 'uploadQuotaBytes'
      ? `With this upload, what you have uploaded and not removed would be ${actual} bytes; ${maximum} are kept for you. Remove an upload (DELETE), wait until its time is over, or send the archive itself with the import.`
      : `You have ${maximum} uploads already, and no more are kept for you. Remove one (DELETE), wait until its time is over, or send the archive itself with the import.`,
    { limit, maximum, actual },
  );
