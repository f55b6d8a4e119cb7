/**
 * How a client is told what is left of what it may do, in every answer that counts: the header fields `RateLimit-Limit`, `-Remaining`,
 * `-Reset` and `-Policy` of draft-ietf-httpapi-ratelimit-headers-06, which clients know; the later drafts' one structured field is
 * read by hardly any.
 */
import type { Response } from 'express';

export interface RateLimit {
  /** What may be done within the window. */
  readonly limit: number;
  /** Seconds. */
  readonly windowSeconds: number;
  /** What is left, this request counted. */
  readonly remaining: number;
  /** Seconds until there is more. */
  readonly resetSeconds: number;
}

/** The headers of an answer that tell of it. */
export const rateLimitHeaders = ({
  limit,
  windowSeconds,
  remaining,
  resetSeconds,
}: RateLimit): Readonly<Record<string, string>> => ({
  'RateLimit-Limit': String(limit),
  'RateLimit-Remaining': String(remaining),
  'RateLimit-Reset': String(resetSeconds),
  'RateLimit-Policy': `${limit};w=${windowSeconds}`,
});

/**
 * Puts them on the answer, whatever it becomes.
 * @example tellRateLimit(response, { limit: 10, windowSeconds: 60, remaining: 9, resetSeconds: 60 });
 */
export function tellRateLimit(response: Response, state: RateLimit): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(state))) response.setHeader(name, value);
}
