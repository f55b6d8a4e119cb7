/** What errors of PostgreSQL, its driver and TypeORM mean to whoever made the request. */
import { PortabilityError, type ProblemSlug } from '../../errors.js';
import { databaseCodeOf, isConnectionLost } from '../../storage/database-errors.js';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const ANSWERS: readonly (readonly [RegExp, ProblemSlug, string, number])[] = [
  // connection exceptions; shutting down, crashed, starting up; a replica after a failover
  [/^(08...|57P..|25006)$/, 'database-unavailable', 'The database does not answer.', 5],
  [/^53100$/, 'storage-full', 'The database has no space left.', 60],
  [/^53...$/, 'server-busy', 'The database has no resources to spare.', 5],
  [/^(40001|40P01)$/, 'server-busy', 'Another change came in between. Nothing was changed.', 1],
  [/^55P03$/, 'server-busy', 'Another change to the same data is still running.', 5],
  [/^(57014|25P0[34])$/, 'server-busy', 'The database took too long. Nothing was changed.', 10],
];

const isDatabaseError = (error: Error): boolean =>
  'driverError' in error || 'severity' in error || isConnectionLost(error);

/** Null when the error is none of the database's, or one that is a fault of this program. */
export function translateDatabase(error: Error): PortabilityError | null {
  const code = databaseCodeOf(error);
  const refused = (slug: ProblemSlug, detail: string, seconds: number): PortabilityError =>
    new PortabilityError(slug, detail, {}, { retrySeconds: seconds, cause: error });

  if (code === 'ECONNREFUSED' || isConnectionLost(error)) {
    return refused('database-unavailable', 'The database does not answer.', 5);
  }
  // An error of a socket as the system gave it: the driver hands those on as they are, and the blob stores do not.
  const isOfSocket = 'syscall' in error;
  if (!isDatabaseError(error) && !isOfSocket) return null;
  if (UNREACHABLE.has(code)) return refused('database-unavailable', 'The database does not answer.', 5);
  const answer = ANSWERS.find(([pattern]) => pattern.test(code));
  return answer ? refused(answer[1], answer[2], answer[3]) : null;
}
