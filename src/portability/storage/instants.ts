/** Instants of the tables beside the domain's, to the millisecond, as a `Date` has them. */

/** SQL for an instant as text that `instantFrom` reads, whatever zone and style the session has. */
export const millisecondsOf = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::text`;

export const instantFrom = (milliseconds: string | null | undefined): Date => new Date(Number(milliseconds));

/** SQL: its time is not over. By the clock of the database, which all instances share. */
export const IS_KEPT = 'expires_at > clock_timestamp()';
