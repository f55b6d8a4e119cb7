/** Tells an answer that is still wanted from one that something newer has overtaken. */

export interface Turns {
  /** Starts a turn; the function says whether it is still the last one. */
  next(): () => boolean;
}

export function createTurns(): Turns {
  let last = 0;
  return {
    next() {
      const turn = ++last;
      return () => turn === last;
    },
  };
}
