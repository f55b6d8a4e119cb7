/** Ends waiting: when the caller gives up, or when nothing has happened for too long. */

/**
 * The same as work, unless the signal is aborted first: then rejects with the signal's reason, and what work comes to is not looked at.
 * Unlike Promise.race() it holds on to nothing when work is done, so that a long-lived signal may bound many waits.
 */
export function unlessAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** Bounds one call, from its beginning to `end()`. */
export interface StallWatch {
  /** Handed on to what is waited for. Aborted when it is given up; its reason is what the call fails with. */
  readonly signal: AbortSignal;
  /** Waits for work, for `stall` milliseconds since the call of this or of `progress()`. One at a time. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  progress(): void;
  /** Lets go of the caller's signal; nothing is given up any more. */
  end(): void;
}

/**
 * @param stall milliseconds in which something must happen
 * @param reason makes the error of a wait in which nothing did
 * @param caller whose abort, with its reason, gives up too
 */
export function watchForStall(stall: number, reason: () => Error, caller?: AbortSignal): StallWatch {
  const controller = new AbortController();
  const { signal } = controller;
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;

  const passOn = (): void => controller.abort(caller?.reason);
  if (caller?.aborted === true) passOn();
  else caller?.addEventListener('abort', passOn, { once: true });

  const progress = (): void => {
    clearTimeout(timer);
    if (waiting) timer = setTimeout(() => controller.abort(reason()), stall);
  };
  return {
    signal,
    progress,
    async during(work) {
      waiting = true;
      progress();
      try {
        return await unlessAborted(work, signal);
      } finally {
        waiting = false;
        clearTimeout(timer);
      }
    },
    end() {
      waiting = false;
      clearTimeout(timer);
      caller?.removeEventListener('abort', passOn);
    },
  };
}
