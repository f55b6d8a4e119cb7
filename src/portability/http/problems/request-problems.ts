/** What is wrong with a request itself, before anybody looks at an archive. */
import type { ProblemType } from './problem-type.js';

export const REQUEST_PROBLEMS = {
  'malformed-multipart': {
    status: 400,
    title: 'The upload could not be read',
    explanation:
      'The body of the request is not a well-formed multipart/form-data message, or it ended too early.',
    remedy:
      'Send the archive again. If you wrote the client yourself: let a library build the form, and do not set Content-Type by hand, so that the boundary agrees.',
  },
  'missing-file': {
    status: 400,
    title: 'No archive was sent',
    explanation: 'The form has no part named “file” that holds a file.',
    remedy:
      'Choose an archive ({slug}-export-….tar.gz, or a .zip of it) and send it as the part “file”, with a file name.',
  },
  'unexpected-part': {
    status: 400,
    title: 'The form has a part that does not belong there',
    explanation: 'The form holds a part that is unknown here, or a second file. “partName” says which.',
    remedy: 'Send “file” or “upload” once and, to import, “mode” and “confirm” once each; nothing else.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A parameter is not right',
    explanation:
      'Something that was sent beside the archive is missing, unknown or not allowed. “errors” says which, and what is allowed.',
    remedy: 'Correct the parameter and send the request again.',
  },
  'confirmation-required': {
    status: 400,
    title: 'The import was not confirmed',
    explanation: 'An import changes your data, so it has to be confirmed. Nothing was changed.',
    remedy:
      'Look at the preview, then send “confirm” as true, or better as the “sha256” that the preview reported: then only that very file is imported.',
  },
  unauthenticated: {
    status: 401,
    title: 'Please sign in',
    explanation: 'The request does not say who you are, or what it says is not (or no longer) valid.',
    remedy: 'Sign in, or send the credentials that this service takes.',
  },
  forbidden: {
    status: 403,
    title: 'This is not allowed',
    explanation: 'You are signed in, but the request is refused; for instance because another site made it.',
    remedy: 'Use the pages of this service itself, with an account that may do this.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    explanation: 'Nothing answers at this address.',
    remedy: 'Check the address.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not do that',
    explanation: 'The address exists, but not for this HTTP method.',
    remedy: 'Use one of the methods that the “Allow” header names.',
  },
  'not-acceptable': {
    status: 406,
    title: 'There is no such form of it',
    explanation:
      'The “Accept” header of the request leaves out the only media type that this address answers with: “available” names it.',
    remedy: 'Send that media type in “Accept”, or no “Accept” at all.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    explanation: 'The upload stalled, or was slower than the server waits for. Nothing was changed.',
    remedy: 'Try again, over a faster or steadier connection if you can.',
  },
  'upload-too-large': {
    status: 413,
    title: 'The upload is too large',
    explanation:
      'The request is larger than this server accepts: “limit” and “maximum” (bytes) say which limit it is.',
    remedy: 'Ask who runs the server to raise the limit, or import a smaller archive.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The request has the wrong content type',
    explanation:
      'Archives are uploaded as multipart/form-data, everything else as application/json, without a content encoding.',
    remedy: 'Set the Content-Type that the interface asks for.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The key belongs to another import',
    explanation:
      'The request has the “Idempotency-Key” of an earlier import, but another file, another mode or another confirmation. Nothing was changed.',
    remedy: 'Send the import under a new key. Keep a key for the tries of one and the same import.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    explanation: 'The same thing was tried too often in a short time.',
    remedy: 'Wait as long as the “Retry-After” header says (seconds), then try again.',
  },
} as const satisfies Record<string, ProblemType>;
