/** Ends waiting: when the caller gives up, or when nothing has happened for too long. */
import { setMaxListeners } from 'node:events';

/**
 * The same as work, unless the signal is aborted first: then rejects with the signal's reason, and what work comes to is not looked at.
 * Unlike Promise.race() it holds on to nothing when work is done, so that a long-lived signal may bound many waits.
 * @example await unlessAborted(blobs.check(), AbortSignal.timeout(5_000));
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
  /** From now on something must happen within `stall` milliseconds; also said again when something has. */
  wait(): void;
  /** From now on nothing need happen. */
  rest(): void;
  /** Waits for work, and no longer than until it is given up. One at a time. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** Lets go of the caller's signal; nothing is given up any more. */
  end(): void;
}

/**
 * Costs next to nothing for each wait, of which there is one for each blob that is listed: one timer, and no listeners.
 * @param stall milliseconds in which something must happen
 * @param reason makes the error of a wait in which nothing did
 * @param caller whose abort, with its reason, gives up too
 */
export function watchForStall(stall: number, reason: () => Error, caller?: AbortSignal): StallWatch {
  const controller = new AbortController();
  const { signal } = controller;
  let waiting = false;
  let refuse: (reason: unknown) => void = () => undefined;

  const giveUp = (why: unknown): void => {
    controller.abort(why);
    refuse(why);
  };
  const timer = setTimeout(() => (waiting ? giveUp(reason()) : undefined), stall);
  const passOn = (): void => giveUp(caller?.reason);
  // Many calls may listen to one signal at a time; each lets go of it, so that it is no leak that Node has to warn of.
  if (caller) setMaxListeners(0, caller);
  if (caller?.aborted === true) passOn();
  else caller?.addEventListener('abort', passOn, { once: true });

  const wait = (): void => {
    waiting = true;
    timer.refresh();
  };
  const rest = (): void => void (waiting = false);
  return {
    signal,
    wait,
    rest,
    during: (work) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        refuse = reject;
        wait();
        work.then(resolve, reject).finally(rest);
      }),
    end() {
      waiting = false;
      clearTimeout(timer);
      caller?.removeEventListener('abort', passOn);
    },
  };
}
