/** `.`: the module that a Nest application mounts, its messages, errors and results. */
export { ARCHIVE_LIMITS, FIXED_LIMITS, type ArchiveLimit, type LimitRule } from './archive-limits.js';
export { checkFiles, type BrokenFile, type CheckOptions, type FileCheck } from './check/check-files.js';
export { openRepairSource, repairFiles, type Repair, type RepairSource } from './check/repair-files.js';
export { DataPortabilityModule } from './data-portability.module.js';
export { compareArchives, type ArchiveDifference } from './diff/compare-archives.js';
export type { DiffItem } from './diff/diff-item.js';
export { PROBLEM_SLUGS, PortabilityError, type Issue, type ProblemSlug } from './errors.js';
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
export { PROBLEMS } from './http/problems/problem-types.js';
export { translate } from './http/problems/translate.js';
export { requestIdOf } from './http/request-id.js';
export { deferContinue } from './http/upload/defer-continue.js';
export { ApplyImportCommand } from './import/apply-import.handler.js';
export { importIdOf } from './import/import-key.js';
export { withImportRun, type ImportRun, type ImportRunOptions } from './import/import-run.js';
export { createDecoderPool, type DecoderPool } from './import/decoder-pool.js';
export { ImportHistoryQuery, RemoveCopyCommand } from './import/import-history.handler.js';
export { ImportStatusQuery } from './import/import-status.handler.js';
export type { ImportStatus } from './import/import-status.js';
export type {
  ArchiveSummary,
  ImportHistory,
  ImportResult,
  PreviewItem,
  PreviewLine,
  PreviewReport,
  VerifyReport,
} from './import/answers.js';
export type { Effects, KindEffects } from './import/modes/effects.js';
export { areasNamed, skipNamed, type PartChoice } from './import/part.js';
export { PreviewImportCommand } from './import/preview-import.handler.js';
export { PreviewItemsCommand, type PreviewItemsRequest } from './import/preview-items.handler.js';
export type { Progress, ImportObserver } from './import/progress.js';
export type { Upload } from './import/read-archive.js';
export { withSafetyCopy } from './import/safety-copy.js';
export { toProblem } from './import/to-problem.js';
export { UNDO_MODE, UndoImportCommand, type UndoRequest } from './import/undo-import.handler.js';
export { verifyArchive } from './import/verify-archive.js';
export { ISSUE_CODES, WARNING_CODES, type IssueCode } from './issue.js';
export { DEFAULT_LIMITS, type ImportLimits } from './limits.js';
export { MAINTENANCE, type Maintenance } from './maintenance.js';
export type { ArchiveOptions, DataPortabilityAsyncOptions, DataPortabilityOptions } from './options.js';
export { PORTABILITY, type Portability } from './portability.js';
export { shutdownTimes, type ShutdownTimes } from './shutdown-times.js';
export { SchemaMismatchError } from './storage/schema/assert-schema.js';
export type { Mismatch } from './storage/schema/compare-schema.js';
export { tableFacts, type TableFacts } from './storage/table-facts.js';
export { createWorkspaces, type Workspace, type Workspaces } from './storage/workspace.js';
export { packTarball, type TarballEntry } from './container/tar/pack.js';
export { upgradeArchive } from './upgrade/upgrade-archive.js';
