/** Every header that the document names, described once. */

interface HeaderObject {
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** Of answers. */
export const ANSWER_HEADERS = {
  'Accept-Ranges': { description: 'Whether a part can be asked for: `none`.', schema: text },
  Allow: { description: 'The methods that the address answers to.', schema: text },
  'Cache-Control': { description: 'Answers about somebody are kept by nobody: `no-store`.', schema: text },
  'Content-Disposition': { description: 'The name of the file.', schema: text },
  'Content-Length': { description: 'Bytes of the body, where they are known in advance.', schema: count },
  'Idempotent-Replayed': {
    description: '`true`: the import was done before under this key, and this is its answer.',
    schema: text,
  },
  Location: {
    description: 'Where an import that has begun is asked for, or an upload goes on.',
    schema: text,
  },
  'Preference-Applied': {
    description: '`respond-async`: the answer has not waited for the end.',
    schema: text,
  },
  'RateLimit-Limit': { description: 'What may be done within the window.', schema: count },
  'RateLimit-Policy': {
    description: 'The limit and its window in seconds: `600;w=60` (draft-ietf-httpapi-ratelimit-headers-06).',
    schema: text,
  },
  'RateLimit-Remaining': { description: 'What is left of the limit.', schema: count },
  'RateLimit-Reset': { description: 'Seconds until there is more.', schema: count },
  'Retry-After': {
    description: 'Seconds after which another attempt is worth it.',
    schema: { type: 'integer', minimum: 1 },
  },
  'Set-Cookie': { description: 'The session cookie.', schema: text },
  'Tus-Extension': { description: 'The extensions of tus that are supported.', schema: text },
  'Tus-Max-Size': { description: 'Bytes that an upload may have.', schema: count },
  'Tus-Resumable': { description: 'The version of tus: `1.0.0`.', schema: text },
  'Tus-Version': { description: 'The versions of tus that are supported.', schema: text },
  'Upload-Expires': { description: 'Until when the upload is kept (RFC 9110, section 5.6.7).', schema: text },
  'Upload-Length': { description: 'Bytes that the upload has when it is complete.', schema: count },
  'Upload-Metadata': { description: 'What was said of the upload when it began.', schema: text },
  'Upload-Offset': { description: 'Bytes of the upload that are there.', schema: count },
  'WWW-Authenticate': { description: 'How to say who asks (RFC 6750, section 3).', schema: text },
  'X-Accel-Buffering': {
    description: '`no`: proxies are to pass the answer on as it comes.',
    schema: text,
  },
  'X-Request-Id': {
    description: 'The id of the request; the log and the `instance` of a problem have it too.',
    schema: { type: 'string', format: 'uuid' },
  },
} as const satisfies Readonly<Record<string, HeaderObject>>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** Of requests; but for those that an operation says it needs, they may be left out. */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'Names an import, so that it is done once however often it is sent: visible ASCII characters, best a UUID. The same key with the same file, mode and confirm gets the first answer again, for a month.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  'Tus-Resumable': {
    description: 'The version of tus: `1.0.0`.',
    schema: { type: 'string', pattern: '^1\\.0\\.0$' },
  },
  'Upload-Length': { description: 'Bytes of the whole archive.', schema: count },
  'Upload-Metadata': {
    description: 'What is to be remembered of the upload: keys and their values in Base64 (tus, Creation).',
    schema: text,
  },
  'Upload-Offset': { description: 'Bytes that are there, so where these go.', schema: count },
  Prefer: { description: '`respond-async`: answer when the import has begun (RFC 7240).', schema: text },
  'X-Request-Id': {
    description: 'A UUID by which the request is found again; one is made up where there is none.',
    schema: { type: 'string', format: 'uuid' },
  },
} as const satisfies Readonly<Record<string, HeaderObject>>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;

/** With every answer of an operation that counts towards a limit. */
export const RATE_LIMIT_HEADERS = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'RateLimit-Policy',
] as const satisfies readonly AnswerHeader[];
