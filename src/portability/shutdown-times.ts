/** How the time that a shutdown may take is divided: what runs goes on for most of it, and all else has the rest. */

/** Milliseconds since the service was told to stop. */
export interface ShutdownTimes {
  /** When the transfers that still run are aborted. */
  readonly abort: number;
  /** When what was aborted and does not end is no longer waited for. */
  readonly giveUp: number;
  /** When connections that are still open are cut. */
  readonly cut: number;
}

/** Milliseconds at the end for undoing what was aborted, and for connections, the database and the file store. */
const RESERVE = 5_000;

/**
 * @param seconds from the signal to the end of the process (`LIMIT_DRAIN_SECONDS`)
 * @example shutdownTimes(30) // { abort: 25_000, giveUp: 27_500, cut: 28_750 }
 */
export function shutdownTimes(seconds: number): ShutdownTimes {
  const total = seconds * 1_000;
  const reserve = Math.min(RESERVE, total / 2);
  return { abort: total - reserve, giveUp: total - reserve / 2, cut: total - reserve / 4 };
}
