/** The clock of one instance among several in this process: what it does goes by a time of its own, and all else by the true one. */
import { AsyncLocalStorage } from 'node:async_hooks';

const ahead = new AsyncLocalStorage<number>();

/**
 * Does the work, and all that it leads to, by a clock that is ahead. Timers are not touched: they go by another clock, in reality too.
 * @param by milliseconds
 */
export async function withClockAhead<Result>(by: number, work: () => Promise<Result>): Promise<Result> {
  const real = globalThis.Date;
  const now = (): number => real.now() + (ahead.getStore() ?? 0);
  class Shifted extends real {
    constructor(...parts: ConstructorParameters<DateConstructor> | []) {
      if (parts.length === 0) super(now());
      else super(...(parts as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  globalThis.Date = Shifted as DateConstructor;
  try {
    return await ahead.run(by, work);
  } finally {
    globalThis.Date = real;
  }
}
