/** How often one person may begin a transfer; counted in this process. */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { tooOften } from './rate-limit-errors.js';

export interface Throttle {
  /** @throws PortabilityError `too-many-requests` */
  begin(userId: string): Promise<void>;
}

export const THROTTLE = Symbol('Throttle');

export function createThrottle(perMinute: number): Throttle {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async begin(userId) {
      await limiter.consume(userId).catch((refused: { readonly msBeforeNext?: number }) => {
        throw tooOften(perMinute, Math.max(1, Math.ceil((refused.msBeforeNext ?? 60_000) / 1_000)));
      });
    },
  };
}
