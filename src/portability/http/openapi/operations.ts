/** The operations of the module: what each is called, and every problem and header of its answers. */
import type { ProblemSlug } from '../../errors.js';
import type { OperationDescription } from './describe-operation.js';
import { RATE_LIMIT_HEADERS } from './headers.js';

/** Whoever asks must say who it is, and the database must answer. */
const OF_AN_ACCOUNT = [
  'unauthenticated',
  'forbidden',
  'server-busy',
  'database-unavailable',
] as const satisfies readonly ProblemSlug[];

/** Of what takes a permit, and needs the file store or the folder for temporary files. */
const OF_A_TRANSFER = [
  ...OF_AN_ACCOUNT,
  'archive-too-large',
  'too-many-requests',
  'storage-unavailable',
  'storage-full',
] as const satisfies readonly ProblemSlug[];

/** Of a form with an archive, before its content is looked at. */
const OF_AN_UPLOAD = [
  ...OF_A_TRANSFER,
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

const OF_A_TRANSFERS_ANSWER = [...RATE_LIMIT_HEADERS, 'Cache-Control'] as const;

export const OPERATIONS = {
  exportData: {
    operationId: 'exportData',
    summary: 'Export everything you have as one archive',
    problems: OF_A_TRANSFER,
    headers: [...OF_A_TRANSFERS_ANSWER, 'Content-Disposition'],
    requestHeaders: ['X-Request-Id'],
  },
  previewImport: {
    operationId: 'previewImport',
    summary: 'See what an archive would do, in every mode, without changing anything',
    problems: OF_AN_UPLOAD,
    headers: OF_A_TRANSFERS_ANSWER,
    requestHeaders: ['X-Request-Id'],
  },
  applyImport: {
    operationId: 'applyImport',
    summary: 'Import an archive in one of the modes',
    problems: [
      ...OF_AN_UPLOAD,
      'confirmation-required',
      'preview-stale',
      'import-in-progress',
      'yaml-invalid',
      'validation-failed',
      'reference-broken',
      'media-invalid',
    ],
    headers: OF_A_TRANSFERS_ANSWER,
    requestHeaders: ['X-Request-Id'],
  },
  getImport: {
    operationId: 'getImport',
    summary: 'Look up what became of an import whose answer got lost',
    description:
      'By the id of its request: the X-Request-Id that was sent with it, or the `instance` of the problem. Answers 404 when nothing was imported, and 409 while an import is running that may be this one.',
    problems: [...OF_AN_ACCOUNT, 'not-found', 'import-in-progress'],
    headers: ['Cache-Control'],
  },
  listProblemTypes: { operationId: 'listProblemTypes', summary: 'List all types of problems', problems: [] },
  getProblemType: {
    operationId: 'getProblemType',
    summary: 'Say what a type of problem means, and what to do',
    problems: ['not-found'],
  },
} as const satisfies Readonly<Record<string, OperationDescription>>;
