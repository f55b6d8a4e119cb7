/** Holds each problem that a test is answered against what the OpenAPI document says of the operation: the table of operations forgets none. */
import { OPERATIONS, type OperationDescription } from '../../src/portability/index.js';

const {
  exportData,
  previewImport,
  applyImport,
  getImport,
  getImportHistory,
  undoImport,
  previewUndo,
  removeImportCopy,
  createUpload,
  resumeUpload,
  removeUpload,
} = OPERATIONS;

const BY_ADDRESS: readonly (readonly [RegExp, OperationDescription])[] = [
  [/^GET \/api\/export$/, exportData],
  [/^POST \/api\/import\/preview$/, previewImport],
  [/^POST \/api\/import$/, applyImport],
  [/^GET \/api\/import\/history$/, getImportHistory],
  [/^POST \/api\/import\/[^/]+\/undo$/, undoImport],
  [/^GET \/api\/import\/[^/]+\/undo$/, previewUndo],
  [/^DELETE \/api\/import\/[^/]+\/copy$/, removeImportCopy],
  [/^GET \/api\/import\/[^/]+$/, getImport],
  [/^POST \/api\/uploads$/, createUpload],
  [/^PATCH \/api\/uploads\/[^/]+$/, resumeUpload],
  [/^DELETE \/api\/uploads\/[^/]+$/, removeUpload],
];

/** @throws Error where the answer is a problem that its operation does not declare */
export function assertDeclared(method: string, path: string, body: unknown): void {
  const operation = BY_ADDRESS.find(([address]) => address.test(`${method} ${path.split('?')[0]}`))?.[1];
  const type: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'type') : undefined;
  if (!operation || typeof type !== 'string') return;
  const slug = type.slice(type.lastIndexOf('/') + 1);
  // The one is of every operation, and the other of none.
  if (slug === 'internal-error' || slug === 'method-not-allowed') return;
  if (operation.problems.some((problem) => problem === slug)) return;
  throw new Error(
    `${operation.operationId} answered ${slug}, which src/portability/http/openapi/operations.ts does not say`,
  );
}
