/** The SQLSTATE of an error of PostgreSQL, wherever its driver and TypeORM put it. */

/** Five characters (PostgreSQL, appendix A), a code of the operating system such as ECONNRESET, or ''. */
export function databaseCodeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return databaseCodeOf(Reflect.get(error, 'driverError'));
}
