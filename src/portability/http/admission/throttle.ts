/** How often one person may begin a transfer; counted in this process. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from './rate-limit.js';

export interface Throttle {
  /** Counts a transfer, and says whether it may begin. */
  begin(userId: string): Promise<RateLimit & { readonly isExceeded: boolean }>;
}

export const THROTTLE = Symbol('Throttle');

/** Seconds. */
const WINDOW = 60;

export function createThrottle(perMinute: number): Throttle {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW });
  return {
    async begin(userId) {
      const { remainingPoints, msBeforeNext, consumedPoints } = await limiter
        .consume(userId)
        .catch((refused: unknown) => {
          // It rejects with the state of the count; anything else is a fault.
          if (refused instanceof RateLimiterRes) return refused;
          throw refused;
        });
      return {
        limit: perMinute,
        windowSeconds: WINDOW,
        remaining: remainingPoints,
        resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
        isExceeded: consumedPoints > perMinute,
      };
    },
  };
}
