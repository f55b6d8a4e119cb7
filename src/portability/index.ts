/** `.`: the module that a Nest application mounts, its messages, errors and results. */
export * from './files.js';
export { checkFiles, type BrokenFile, type CheckOptions, type FileCheck } from './check/check-files.js';
export { openRepairSource, repairFiles, type Repair, type RepairSource } from './check/repair-files.js';
export { DataPortabilityModule } from './data-portability.module.js';
export { countAllRows, estimateBytes } from './export/account-size.js';
export { ExportQuery, type CompanionChoice, type ExportedArchive } from './export/export.handler.js';
export { rateLimitHeaders, tellRateLimit, type RateLimit } from './http/admission/rate-limit.js';
export type { AddressOptions } from './http/controllers.js';
export { problemResponse } from './http/dto.js';
export { declareAnswers } from './http/openapi/declare-answers.js';
export { DescribeOperation, type OperationDescription } from './http/openapi/describe-operation.js';
export { ANSWER_HEADERS, type AnswerHeader, type RequestHeader } from './http/openapi/headers.js';
export { openApiSchema, type OpenApiSchema } from './http/openapi/json-schema.js';
export { OPERATIONS } from './http/openapi/operations.js';
export type { CurrentUser } from './http/portability.guard.js';
export { ProblemFilter } from './http/problems/filter.js';
export { lingerOptions, type LingerOptions } from './http/problems/linger.js';
export { HttpRefusal } from './http/problems/http-refusal.js';
export { requestIdOf } from './http/request-id.js';
export { deferContinue } from './http/upload/defer-continue.js';
export { ApplyImportCommand } from './import/apply-import.handler.js';
export { withImportRun, type ImportRun, type ImportRunOptions } from './import/import-run.js';
export { ImportHistoryQuery, RemoveCopyCommand } from './import/import-history.handler.js';
export { ImportStatusQuery } from './import/import-status.handler.js';
export type { ImportStatus } from './import/import-status.js';
export { PreviewImportCommand } from './import/preview-import.handler.js';
export {
  parsePreviewLines,
  PreviewItemsCommand,
  type PreviewItemsRequest,
} from './import/preview-items.handler.js';
export { withSafetyCopy } from './import/safety-copy.js';
export { UNDO_MODE, UndoImportCommand, type UndoRequest } from './import/undo-import.handler.js';
export { MAINTENANCE, type Maintenance } from './maintenance.js';
export type { ArchiveOptions, DataPortabilityAsyncOptions, DataPortabilityOptions } from './options.js';
export { PORTABILITY, type Portability } from './portability.js';
export { shutdownTimes, type ShutdownTimes } from './shutdown-times.js';
export { SchemaMismatchError } from './storage/schema/assert-schema.js';
export type { Mismatch } from './storage/schema/compare-schema.js';
export { tableFacts, type TableFacts } from './storage/table-facts.js';
