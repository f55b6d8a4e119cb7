/** `./files`: archives as files (verified, compared, upgraded), and what goes wrong with them. Loads neither Nest nor a database. */
export { ARCHIVE_LIMITS, FIXED_LIMITS, type ArchiveLimit, type LimitRule } from './archive-limits.js';
export { compareArchives, type ArchiveDifference } from './diff/compare-archives.js';
export type { DiffItem } from './diff/diff-item.js';
export { PROBLEM_SLUGS, PortabilityError, type Issue, type ProblemSlug } from './errors.js';
export { PROBLEMS } from './http/problems/problem-types.js';
export { translate } from './http/problems/translate.js';
export { importIdOf } from './import/import-key.js';
export { createDecoderPool, type DecoderPool } from './import/decoder-pool.js';
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
export type { Progress, ImportObserver } from './import/progress.js';
export type { Upload } from './import/read-archive.js';
export { toProblem } from './import/to-problem.js';
export { verifyArchive } from './import/verify-archive.js';
export { ISSUE_CODES, WARNING_CODES, type IssueCode } from './issue.js';
export { DEFAULT_LIMITS, type ImportLimits } from './limits.js';
export { createWorkspaces, type Workspace, type Workspaces } from './storage/workspace.js';
export { packTarball, type TarballEntry } from './container/tar/pack.js';
export { upgradeArchive } from './upgrade/upgrade-archive.js';
