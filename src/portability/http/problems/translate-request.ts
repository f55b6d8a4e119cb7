/** What errors of zod, multer, body-parser and Nest mean to whoever made the request. */
import { PortabilityError, type ProblemSlug } from '../../errors.js';
import { HttpRefusal } from './http-refusal.js';

interface ZodIssueLike {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly [detail: string]: unknown;
}

/** Names that a client made up are shown again only when they are short and plain. */
const sanitize = (name: unknown): string | null =>
  typeof name === 'string' && /^[\w.[\]-]{1,64}$/.test(name) ? name : null;

function describe(issue: ZodIssueLike): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be there, and be of type ${String(issue['expected'])}`;
    case 'invalid_value':
      return 'must be one of the allowed values';
    case 'invalid_format':
      return `must be a valid ${String(issue['format'])}`;
    case 'too_small':
      return `must be at least ${String(issue['minimum'])}${issue['origin'] === 'string' ? ' characters long' : ''}`;
    case 'too_big':
      return `must be at most ${String(issue['maximum'])}${issue['origin'] === 'string' ? ' characters long' : ''}`;
    case 'unrecognized_keys':
      return 'holds something that is not known here';
    default:
      return 'is not valid';
  }
}

/** zod's own messages may quote what was sent; these sentences do not. */
export function translateZod(issues: readonly ZodIssueLike[]): PortabilityError {
  const errors = issues.slice(0, 100).map((issue) => ({
    parameter: sanitize(issue.path.map(String).join('.')) ?? 'body',
    detail: describe(issue),
    ...(Array.isArray(issue['values']) ? { allowed: issue['values'] } : {}),
  }));
  const first = errors[0];
  return new PortabilityError(
    'invalid-parameter',
    first ? `“${first.parameter}” ${first.detail}.` : 'A parameter is not right.',
    { errors },
  );
}

/** What is wrong with the parts of a form, by multer's code. */
function translateParts(code: unknown, field: string | null): PortabilityError {
  if (code === 'LIMIT_FIELD_VALUE' && field === 'file') return fileWithoutName();
  const details: Readonly<Record<string, string>> = {
    LIMIT_PART_COUNT: 'The form has too many parts.',
    LIMIT_FIELD_COUNT: 'The form has too many parts.',
    LIMIT_FIELD_KEY: 'The name of a part of the form is too long.',
    LIMIT_FIELD_VALUE: `The part ${field === null ? 'of the form' : `“${field}”`} is too long.`,
    MISSING_FIELD_NAME:
      'A part of the form has no name: each needs Content-Disposition: form-data; name="…".',
  };
  const detail = details[String(code)] ?? 'A part of the form has a name that cannot be used.';
  return new PortabilityError('malformed-multipart', detail);
}

/** A parser takes a part without a file name for text. */
export const fileWithoutName = (): PortabilityError =>
  new PortabilityError(
    'missing-file',
    'The part named file has no file name, so it is text and no file. Give it one: Content-Disposition: form-data; name="file"; filename="archive.tar.gz".',
  );

/** multer's codes, and the sentences of the parser under it, which have none. */
export function translateMultipart(error: Error): PortabilityError | null {
  const code: unknown = Reflect.get(error, 'code');
  const field = sanitize(Reflect.get(error, 'field'));
  switch (error.name === 'MulterError' ? code : '') {
    case '':
      break;
    case 'LIMIT_FILE_SIZE':
      return new HttpRefusal(
        'upload-too-large',
        'The file is larger than this server accepts.',
        { Connection: 'close' },
        { extensions: { limit: 'uploadBytes' } },
      );
    case 'LIMIT_UNEXPECTED_FILE':
    case 'LIMIT_FILE_COUNT':
      return new PortabilityError(
        'unexpected-part',
        field ? `The part “${field}” is not expected here, or not twice.` : 'There is a part too many.',
        field ? { partName: field } : {},
      );
    default:
      return translateParts(code, field);
  }
  if (
    /^(Multipart: |Unexpected end of (form|file)|Malformed (part|content)|Missing Content-Type)/.test(
      error.message,
    )
  ) {
    return new PortabilityError(
      'malformed-multipart',
      'The body is not a whole multipart/form-data message.',
    );
  }
  return null;
}

const BY_STATUS: Readonly<Record<number, readonly [ProblemSlug, string]>> = {
  401: ['unauthenticated', 'Sign in, or send a personal access token.'],
  403: ['forbidden', 'This request is refused.'],
  404: ['not-found', 'Nothing answers at this address.'],
  405: ['method-not-allowed', 'This address does not answer to this method.'],
  406: ['not-acceptable', 'This address has nothing of the media types that the request accepts.'],
  408: ['request-timeout', 'The request took too long to arrive.'],
  413: ['upload-too-large', 'The body is larger than is accepted here.'],
  415: ['unsupported-media-type', 'The content type or the encoding of the body is not supported.'],
  429: ['too-many-requests', 'Too many requests. Wait a little.'],
  503: ['server-busy', 'The server cannot take this on now.'],
  507: ['storage-full', 'There is no space left.'],
};

/** Seconds. */
const RETRY: Readonly<Record<number, number>> = { 429: 60, 503: 5 };

/**
 * Errors that carry an HTTP status: Nest's exceptions and http-errors (body-parser).
 * Their messages quote what was sent and are not repeated. Null for 5xx without a meaning of its own.
 */
export function translateStatus(status: number, cause: unknown): PortabilityError | null {
  const [slug, detail] = BY_STATUS[status] ?? [];
  if (slug && detail)
    return new HttpRefusal(slug, detail, status === 413 ? { Connection: 'close' } : {}, {
      retrySeconds: RETRY[status],
      cause,
    });
  if (status < 400 || status >= 500) return null;
  return new PortabilityError('invalid-parameter', 'The request could not be read.', {}, { cause });
}
