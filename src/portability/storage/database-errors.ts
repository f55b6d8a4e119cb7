/** What an error of PostgreSQL is, wherever its driver and TypeORM say so. */

/** Five characters (PostgreSQL, appendix A), a code of the operating system such as ECONNRESET, or ''. */
export function databaseCodeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return databaseCodeOf(Reflect.get(error, 'driverError'));
}

/** What the driver and TypeORM say when a connection is not there, or not any more; they give these no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after|Query read timeout|Driver not Connected|Connection is not established)/;

export const isConnectionLost = (error: unknown): boolean =>
  error instanceof Error && LOST.test(error.message);

/** What the driver says when no answer came within the time-out of a query. It does not close the connection for that. */
export const isSilence = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout';
