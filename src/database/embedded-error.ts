/** The embedded PostgreSQL cannot be used. */

/** One line for the operator: what is the matter with it, in the server's own words where it has any, and what to do. Holds no secret. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(message: string, cause?: unknown) {
    super(message.replace(/\s*\n\s*/g, ' '), { cause });
  }
}
