/** Every problem type in one table: its status, its fixed title, and what its page says (RFC 9457). */
import type { ProblemSlug } from '../../errors.js';
import { ARCHIVE_PROBLEMS } from './archive-problems.js';
import { IMPORT_PROBLEMS } from './import-problems.js';
import { REQUEST_PROBLEMS } from './request-problems.js';
import { SERVER_PROBLEMS } from './server-problems.js';
import { UPLOAD_PROBLEMS } from './upload-problems.js';
import type { ProblemType } from './problem-type.js';

export const PROBLEMS = {
  ...REQUEST_PROBLEMS,
  ...UPLOAD_PROBLEMS,
  ...IMPORT_PROBLEMS,
  ...ARCHIVE_PROBLEMS,
  ...SERVER_PROBLEMS,
} as const satisfies Record<ProblemSlug, ProblemType>;

export const problemType = (slug: ProblemSlug): ProblemType => PROBLEMS[slug];
