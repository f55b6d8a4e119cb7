/** What stands in the way of an archive that is uploaded ahead of its import. */
import type { ProblemType } from './problem-type.js';

export const UPLOAD_PROBLEMS = {
  'upload-not-found': {
    status: 404,
    title: 'There is no such upload',
    explanation:
      'You have no upload of this name: it was removed, it was kept for as long as uploads are, or there never was one. Nothing was changed.',
    remedy: 'Upload the archive again, or send the archive itself with the preview and the import.',
  },
  'upload-elsewhere': {
    status: 409,
    title: 'The upload lies with another instance',
    explanation:
      'The service runs on several machines, and the one that got this request cannot read the folder in which the upload lies. Nothing was changed.',
    remedy:
      'Try again, or send the archive itself. Whoever runs the service lets the instances share the folder for uploads, or sends each person to one instance.',
  },
  'upload-incomplete': {
    status: 409,
    title: 'The upload is not complete',
    explanation:
      'A part of the archive has not arrived yet: “offset” bytes of “length” are there. Nothing was changed.',
    remedy: 'Go on with the upload from the byte “offset”, and then preview or import.',
  },
  'upload-offset-mismatch': {
    status: 409,
    title: 'The upload goes on at another byte',
    explanation:
      '“Upload-Offset” says another number of bytes than have arrived, which is “offset”. The bytes that were sent with the request were not kept.',
    remedy: 'Go on from the byte “offset”.',
  },
  'upload-locked': {
    status: 423,
    title: 'Another request is sending to this upload',
    explanation: 'Bytes of an upload come from one request at a time, and an earlier one has not ended.',
    remedy: 'Try again after as many seconds as “Retry-After” says.',
  },
  'upload-quota-exceeded': {
    status: 413,
    title: 'You have uploaded as much as is kept for you',
    explanation:
      'Uploads are kept for a while, and a person has so many bytes (“uploadQuotaBytes”) or so many uploads (“uploadsPerUser”) of them: “limit” says which limit it is, “maximum” how much it is.',
    remedy:
      'Remove an upload that you do not need any more, wait until its time is over, or send the archive itself with the preview and the import. Whoever runs the server can raise the limit.',
  },
  'tus-version-unsupported': {
    status: 412,
    title: 'The request names no version of tus that is spoken here',
    explanation:
      'Uploads speak the protocol tus, version 1.0.0, and each request says so in “Tus-Resumable”.',
    remedy: 'Send “Tus-Resumable: 1.0.0”, or let a library for tus send the upload.',
  },
} as const satisfies Record<string, ProblemType>;
