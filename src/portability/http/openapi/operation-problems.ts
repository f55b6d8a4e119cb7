/** Which problems operations have in common. */
import type { ProblemSlug } from '../../errors.js';

/** Whoever asks must say who it is, and the database must answer. */
export const OF_AN_ACCOUNT = [
  'unauthenticated',
  'forbidden',
  'server-busy',
  'database-unavailable',
] as const satisfies readonly ProblemSlug[];

/** Of what takes a permit, and needs the file store or the folder for temporary files. */
export const OF_A_TRANSFER = [
  ...OF_AN_ACCOUNT,
  'archive-too-large',
  'too-many-requests',
  'storage-unavailable',
  'storage-full',
] as const satisfies readonly ProblemSlug[];

/** Of an archive that was uploaded before, where it is used. */
const OF_AN_EARLIER_UPLOAD = [
  'upload-not-found',
  'upload-elsewhere',
  'upload-incomplete',
] as const satisfies readonly ProblemSlug[];

/** Of a form with an archive, before its content is looked at. */
export const OF_AN_UPLOAD = [
  ...OF_A_TRANSFER,
  ...OF_AN_EARLIER_UPLOAD,
  'malformed-multipart',
  'missing-file',
  'unexpected-part',
  'invalid-parameter',
  'request-timeout',
  'upload-too-large',
  'unsupported-media-type',
  'unsupported-archive-type',
  'archive-corrupt',
  'archive-unsafe',
  'archive-unexpected-file',
  'manifest-missing',
  'manifest-invalid',
  'format-unsupported',
  'integrity-mismatch',
  'yaml-too-complex',
] as const satisfies readonly ProblemSlug[];

export const OF_AN_IMPORT = [
  ...OF_AN_UPLOAD,
  'confirmation-required',
  'preview-stale',
  'import-in-progress',
  'import-cancelled',
  'idempotency-key-reused',
  'yaml-invalid',
  'validation-failed',
  'reference-broken',
  'row-refused',
  'media-invalid',
] as const satisfies readonly ProblemSlug[];

/** What is imported is an archive of our own, perhaps of an earlier version. */
export const OF_AN_UNDO = [
  ...OF_A_TRANSFER,
  'not-found',
  'malformed-multipart',
  'missing-file',
  'unexpected-part',
  'unsupported-media-type',
  'upload-too-large',
  'invalid-parameter',
  'preview-stale',
  'import-in-progress',
  'import-cancelled',
  'idempotency-key-reused',
  'validation-failed',
  'reference-broken',
  'row-refused',
] as const satisfies readonly ProblemSlug[];

/** Whatever an import ended with is told to who asks for it. */
export const OF_AN_IMPORTS_END = [...OF_AN_IMPORT, 'not-found'] as const satisfies readonly ProblemSlug[];

/** Of what speaks tus. */
export const OF_TUS = [
  ...OF_AN_ACCOUNT,
  'not-found',
  'invalid-parameter',
  'tus-version-unsupported',
] as const satisfies readonly ProblemSlug[];

/** Of what sends bytes of an upload. */
export const OF_A_PIECE = [
  ...OF_TUS,
  'too-many-requests',
  'upload-too-large',
  'unsupported-media-type',
  'request-timeout',
  'storage-unavailable',
  'storage-full',
] as const satisfies readonly ProblemSlug[];

export const OF_ONE_UPLOAD = ['upload-not-found', 'upload-locked'] as const satisfies readonly ProblemSlug[];
