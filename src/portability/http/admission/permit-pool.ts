/** So many permits, a fair queue for them, and an estimate of the wait from how long permits were held before. */
import { createFairQueue } from './fair-queue.js';
import { sumOf } from '../../sum.js';
import { queueTooLong } from './rate-limit-errors.js';

export interface PermitPool {
  readonly size: number;
  /** Permits that are held. */
  readonly held: number;
  /**
   * Takes a permit, at once or when it is this person's turn; the caller releases it. Nobody waits longer than is allowed.
   * @returns the function that releases it, which may be called again
   * @throws PortabilityError `server-busy`: at once, where the wait would be longer than is allowed, or when it has been
   * @throws the signal's reason, when it is aborted during the wait
   */
  acquire(userId: string, signal: AbortSignal): Promise<() => void>;
}

export interface PermitPoolOptions {
  /** Milliseconds that somebody may wait, as estimated when they come. */
  readonly maxWaitMs: number;
  /** Milliseconds on some clock that only goes forward. */
  readonly now: () => number;
}

/** Milliseconds for which a permit is taken to be held as long as nothing has been measured. */
const FIRST_ESTIMATE_MS = 1_000;
/** The weight of the latest duration in the moving average: the last ten or so count. */
const LATEST_WEIGHT = 0.2;
/** Each who waits holds a connection. */
const MAX_QUEUE = 1_000;
/** A time to come again that is longer than this would be a guess. Seconds. */
const MAX_RETRY_AFTER = 600;

interface Waiter {
  readonly start: () => void;
}

export function createPermitPool(size: number, { maxWaitMs, now }: PermitPoolOptions): PermitPool {
  const queue = createFairQueue<Waiter>();
  /** When each permit that is held was given. */
  const since = new Set<{ readonly at: number }>();
  let average: number | undefined;

  const give = (): (() => void) => {
    const permit = { at: now() };
    since.add(permit);
    return () => {
      if (!since.delete(permit)) return;
      const held = now() - permit.at;
      average = average === undefined ? held : average + LATEST_WEIGHT * (held - average);
      // Handed on at once: nobody who comes now gets in between.
      queue.next()?.start();
    };
  };

  /** Milliseconds until somebody at this position has a permit. What is held longer than usual counts as that long. */
  const estimate = (position: number): number => {
    const usual = average ?? FIRST_ESTIMATE_MS;
    const durations = [...since].map(({ at }) => Math.max(usual, now() - at));
    const mean = sumOf(durations) / Math.max(1, durations.length);
    return (mean * position) / size;
  };

  return {
    size,
    get held() {
      return since.size;
    },
    async acquire(userId, signal) {
      signal.throwIfAborted();
      if (since.size < size) return give();
      const position = queue.positionOf(userId);
      const wait = estimate(position);
      if (wait > maxWaitMs || queue.size >= MAX_QUEUE)
        throw queueTooLong(position, Math.min(MAX_RETRY_AFTER, Math.max(1, Math.ceil(wait / 1_000))));
      return new Promise((resolve, reject) => {
        const leave = (reason: unknown): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', aborted);
          queue.remove(userId, waiting);
          reject(reason);
        };
        const aborted = (): void => leave(signal.reason);
        // An estimate is no promise: permits may be held for much longer than before.
        const timer = setTimeout(
          () => leave(queueTooLong(position, Math.ceil(maxWaitMs / 1_000))),
          maxWaitMs,
        );
        timer.unref();
        const waiting: Waiter = {
          start: () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', aborted);
            resolve(give());
          },
        };
        signal.addEventListener('abort', aborted, { once: true });
        queue.add(userId, waiting);
      });
    },
  };
}
