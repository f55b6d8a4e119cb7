/** The clock of the process, as Date tells it: a test lets it jump. */
const DAY = 24 * 60 * 60 * 1000;

export interface Clock {
  /** Jumps by so many days. */
  jump(days: number): void;
  /** Shows the true time again. */
  restore(): void;
}

/** Timers are not touched: they go by another clock, in reality too. */
export function takeClock(): Clock {
  const real = globalThis.Date;
  return {
    jump(days) {
      class Shifted extends real {
        constructor(...parts: ConstructorParameters<DateConstructor> | []) {
          if (parts.length === 0) super(real.now() + days * DAY);
          else super(...(parts as [number]));
        }
        static override now(): number {
          return real.now() + days * DAY;
        }
      }
      globalThis.Date = Shifted as DateConstructor;
    },
    restore: () => void (globalThis.Date = real),
  };
}
