/** What can be refused, and how a refusal travels from where it is found to whoever has to be told. */
export { VALUE_CHARACTERS, type CodeOf, type Expected, type Issue, type IssueCode } from './issue.js';
import type { ProblemSlug } from './problem-slugs.js';

export { PROBLEM_SLUGS, type ProblemSlug } from './problem-slugs.js';

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
 * value of the archive (but what an entry is called, in `errors`), SQL, a path of the server or anything of another user.
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
