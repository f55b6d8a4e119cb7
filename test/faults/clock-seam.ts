/** The clock of the process, as Date tells it: a test lets it jump. */
export interface Clock {
  /** Jumps by so many steps. */
  jump(steps: number): void;
  /** Shows the true time again. */
  restore(): void;
}

/**
 * Timers are not touched: they go by another clock, in reality too.
 * @param step milliseconds
 */
export function takeClock(step: number): Clock {
  const real = globalThis.Date;
  return {
    jump(steps) {
      class Shifted extends real {
        constructor(...parts: ConstructorParameters<DateConstructor> | []) {
          if (parts.length === 0) super(real.now() + steps * step);
          else super(...(parts as [number]));
        }
        static override now(): number {
          return real.now() + steps * step;
        }
      }
      globalThis.Date = Shifted as DateConstructor;
    },
    restore: () => void (globalThis.Date = real),
  };
}
