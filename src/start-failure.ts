/** What is said of a start that failed: one line where the machine or a setting is to blame, the stack where nobody expected it. */
import { ConfigError } from './config.js';
import { EmbeddedPostgresError } from './database/embedded-error.js';
import { UnfitDatabase } from './database/unfit-database.js';
import { SchemaMismatchError, translate } from './portability/index.js';

/** What a system call that failed says of itself. */
interface SystemError {
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

/** PostgreSQL's classes 28 (who asks is refused) and 3D (there is no such database), no connection left, and no right to something. */
const NOT_LET_IN = /^(28\w{3}|3D\w{3}|53300|42501)$/;
/** No room, no right, no folder: what a person can mend where the data lie. */
const UNUSABLE_PATH = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST']);

/** The line for the operator; undefined where only the stack helps. Holds no secret: PostgreSQL names user and database, never a password. */
export function startFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError) return error.message;
  if (error instanceof UnfitDatabase) return `DATABASE_URL: ${error.message}`;
  if (error instanceof SchemaMismatchError) return error.message;
  const { code = '', syscall, path, address, port } = error as SystemError;
  if (syscall === 'listen')
    return `PORT, HOST: the service cannot listen at ${address ?? ''}:${port ?? ''} (${code})`;
  if (NOT_LET_IN.test(code)) return `DATABASE_URL: the database refuses: ${error.message}`;
  if (path !== undefined && UNUSABLE_PATH.has(code)) return `DATA_DIR: ${path} cannot be used (${code})`;
  if (translate(error).slug === 'database-unavailable')
    return `DATABASE_URL: the database cannot be reached (${code || error.message})`;
  return undefined;
}
