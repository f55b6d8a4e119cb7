/** The operations of the module: what each is called, and every problem and header of its answers. */
import type { OperationDescription } from './describe-operation.js';
import { RATE_LIMIT_HEADERS } from './headers.js';
import {
  OF_AN_ACCOUNT,
  OF_A_TRANSFER,
  OF_AN_UPLOAD,
  OF_AN_IMPORT,
  OF_AN_UNDO,
  OF_AN_IMPORTS_END,
  OF_TUS,
  OF_A_PIECE,
  OF_ONE_UPLOAD,
} from './operation-problems.js';

const OF_A_TRANSFERS_ANSWER = [...RATE_LIMIT_HEADERS, 'Cache-Control'] as const;

export const OPERATIONS = {
  exportData: {
    operationId: 'exportData',
    summary: 'Export everything you have, or some areas of it, as one archive',
    description:
      'Streamed. What breaks off in the middle is no archive: `gzip -t` and `carol verify` tell. It cannot be resumed, and `Range` changes nothing. HEAD answers with the headers and makes no export.',
    problems: [...OF_A_TRANSFER, 'not-acceptable', 'invalid-parameter'],
    headers: [
      ...OF_A_TRANSFERS_ANSWER,
      'Content-Disposition',
      'Content-Length',
      'Accept-Ranges',
      'X-Accel-Buffering',
    ],
    requestHeaders: ['X-Request-Id'],
  },
  previewImport: {
    operationId: 'previewImport',
    summary: 'See what an archive would do, in every mode, without changing anything',
    description:
      'With `Accept: application/x-ndjson` row by row, streamed: what each is called, what becomes of it, and what changes in it. An answer that breaks off has no end line, and its connection is reset.',
    problems: OF_AN_UPLOAD,
    headers: OF_A_TRANSFERS_ANSWER,
    requestHeaders: ['X-Request-Id'],
  },
  applyImport: {
    operationId: 'applyImport',
    summary: 'Import an archive in one of the modes',
    problems: OF_AN_IMPORT,
    headers: [
      ...OF_A_TRANSFERS_ANSWER,
      'Idempotent-Replayed',
      'Location',
      'Preference-Applied',
      'Retry-After',
    ],
    requestHeaders: ['X-Request-Id', 'Idempotency-Key', 'Prefer'],
  },
  getImport: {
    operationId: 'getImport',
    summary: 'Ask how far an import is, or how it ended',
    description:
      'By its `Idempotency-Key`; one that was sent without a key has the id of its request, which the `instance` of a problem says. Answers the result, 202 while the import runs, the problem that it ended with (`outcome` is `failed` then), and 404 where nothing was imported and nothing will be. Results are kept for a month.',
    problems: OF_AN_IMPORTS_END,
    headers: ['Cache-Control', 'Retry-After'],
  },
  stopImport: {
    operationId: 'stopImport',
    summary: 'Stop an import that runs',
    description:
      'Answers as the question how far it is does. One that has been stopped has changed nothing, and ends with `import-cancelled` within seconds; what is done already stays done.',
    problems: OF_AN_IMPORTS_END,
    headers: ['Cache-Control', 'Retry-After'],
  },
  getImportHistory: {
    operationId: 'getImportHistory',
    summary: 'List the last imports, and which of them can be undone',
    description: 'The last twenty of a month, the newest first; undoing one is an import, too.',
    problems: OF_AN_ACCOUNT,
    headers: ['Cache-Control'],
  },
  undoImport: {
    operationId: 'undoImport',
    summary: 'Undo an import: what was there before it is there again',
    description:
      'Just that, to the last byte of an export but for its time. Where what you have has changed since the import, that would be lost: the answer is `preview-stale`, with what would be done, and its `plan` as `confirm` does just that. It is an import like any other: all of it or nothing, known by its `Idempotency-Key`, and can be undone in its turn. What was kept for it is used up.',
    problems: OF_AN_UNDO,
    headers: [
      ...OF_A_TRANSFERS_ANSWER,
      'Idempotent-Replayed',
      'Location',
      'Preference-Applied',
      'Retry-After',
    ],
    requestHeaders: ['X-Request-Id', 'Idempotency-Key', 'Prefer'],
  },
  previewUndo: {
    operationId: 'previewUndo',
    summary: 'See what undoing an import would do, without changing anything',
    description:
      'As a preview of what was kept before that import, which undoing brings back in the mode `replace`; with `Accept: application/x-ndjson` row by row, of that mode. Its `plan` is what undoing takes as `confirm`.',
    problems: [...OF_A_TRANSFER, 'not-found', 'invalid-parameter'],
    headers: OF_A_TRANSFERS_ANSWER,
    requestHeaders: ['X-Request-Id'],
  },
  removeImportCopy: {
    operationId: 'removeImportCopy',
    summary: 'Remove what is kept for undoing an import',
    problems: [...OF_AN_ACCOUNT, 'not-found'],
    headers: ['Cache-Control'],
  },
  createUpload: {
    operationId: 'createUpload',
    summary: 'Upload an archive once, for preview and import',
    description:
      'Speaks [tus 1.0](https://tus.io/protocols/resumable-upload) with creation, creation-with-upload, expiration and termination, so that any client of it can send the bytes, in pieces and again from where it broke off. The last segment of `Location` is what the part `upload` of preview and import names in place of `file`. An upload is kept until `Upload-Expires`, or until it is removed; an import leaves it there. It counts towards a quota of its owner.',
    problems: [...OF_A_PIECE, 'upload-quota-exceeded'],
    headers: [
      ...OF_A_TRANSFERS_ANSWER,
      'Tus-Resumable',
      'Location',
      'Upload-Offset',
      'Upload-Expires',
      'Content-Length',
    ],
    requiredHeaders: ['Tus-Resumable', 'Upload-Length'],
    requestHeaders: ['Upload-Metadata', 'X-Request-Id'],
  },
  describeUploads: {
    operationId: 'describeUploads',
    summary: 'Say what of tus is supported, and how large an upload may be',
    problems: [...OF_AN_ACCOUNT, 'not-found'],
    headers: ['Cache-Control', 'Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size'],
  },
  resumeUpload: {
    operationId: 'resumeUpload',
    summary: 'Send the next bytes of an upload',
    description:
      'What arrives is kept, also where the request breaks off. Of two requests at once to the same upload the newer one goes on, and the older one is answered with what of it arrived.',
    problems: [...OF_A_PIECE, ...OF_ONE_UPLOAD, 'upload-elsewhere', 'upload-offset-mismatch'],
    headers: [...OF_A_TRANSFERS_ANSWER, 'Tus-Resumable', 'Upload-Offset', 'Upload-Expires'],
    requiredHeaders: ['Tus-Resumable', 'Upload-Offset'],
    requestHeaders: ['X-Request-Id'],
  },
  getUploadOffset: {
    operationId: 'getUploadOffset',
    summary: 'Ask how many bytes of an upload are there',
    problems: [...OF_TUS, ...OF_ONE_UPLOAD, 'upload-elsewhere', 'storage-unavailable'],
    headers: [
      'Cache-Control',
      'Tus-Resumable',
      'Upload-Offset',
      'Upload-Length',
      'Upload-Expires',
      'Upload-Metadata',
      'Content-Length',
    ],
    requiredHeaders: ['Tus-Resumable'],
  },
  removeUpload: {
    operationId: 'removeUpload',
    summary: 'Remove an upload',
    problems: [...OF_TUS, ...OF_ONE_UPLOAD],
    headers: ['Cache-Control', 'Tus-Resumable'],
    requiredHeaders: ['Tus-Resumable'],
  },
  listProblemTypes: { operationId: 'listProblemTypes', summary: 'List all types of problems', problems: [] },
  getProblemType: {
    operationId: 'getProblemType',
    summary: 'Say what a type of problem means, and what to do',
    problems: ['not-found'],
  },
} as const satisfies Readonly<Record<string, OperationDescription>>;
