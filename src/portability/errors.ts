/** What can be refused, and how a refusal travels from where it is found to whoever has to be told. */

export const PROBLEM_SLUGS = [
  'malformed-multipart',
  'missing-file',
  'unexpected-part',
  'invalid-parameter',
  'confirmation-required',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'request-timeout',
  'preview-stale',
  'import-in-progress',
  'upload-too-large',
  'archive-too-large',
  'unsupported-media-type',
  'unsupported-archive-type',
  'archive-corrupt',
  'archive-unsafe',
  'archive-unexpected-file',
  'manifest-missing',
  'manifest-invalid',
  'format-unsupported',
  'integrity-mismatch',
  'yaml-invalid',
  'yaml-too-complex',
  'validation-failed',
  'reference-broken',
  'media-invalid',
  'too-many-requests',
  'server-busy',
  'database-unavailable',
  'storage-unavailable',
  'storage-full',
  'internal-error',
] as const;

/** What sort of refusal it is: names its page, its title and its row in the table of problems. */
export type ProblemSlug = (typeof PROBLEM_SLUGS)[number];

/** One thing that is wrong at one place of an archive. Never holds a value of the archive. */
export interface Issue {
  /** The file's path in the archive. */
  readonly file: string;
  /** A JSON Pointer as a URI fragment (RFC 6901, section 6): `#/<uuid>/photo`. */
  readonly pointer: string;
  /** From 1; 1 too where the file as a whole is meant. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly code: string;
  /** What is wrong, and what to do. */
  readonly detail: string;
}

export interface RefusalOptions {
  /** After how many seconds another attempt is worth it. */
  readonly retrySeconds?: number;
  /** The id of an import whose outcome is not known yet and can be asked for. */
  readonly lookUp?: string;
  readonly cause?: unknown;
}

/**
 * A refusal with a problem type.
 * `detail` is for a person and `extensions` are members of the problem document: neither may hold a
 * value of the archive, SQL, a path of the server or anything of another user.
 */
export class PortabilityError extends Error {
  override readonly name = 'PortabilityError';

  constructor(
    readonly slug: ProblemSlug,
    readonly detail: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
    readonly options: RefusalOptions = {},
  ) {
    super(`${slug}: ${detail}`, { cause: options.cause });
  }
}
