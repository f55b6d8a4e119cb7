/** How a command can end. Loads nothing, as help and mistakes should not wait for the service. */

export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  /** `diff` as diff(1): what it compared differs, and that it could not compare. */
  differs: 1,
  notCompared: 2,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** The command was not called as it must be; the message is a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A service elsewhere is not reached, or does not answer as Carol does; the message is a sentence. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Stopped by a signal where something may have been changed; the message says what is known, in sentences. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What was to be compared cannot be; the cause says why. */
export class NotCompared extends Error {
  override readonly name = 'NotCompared';
}
