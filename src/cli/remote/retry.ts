/** Another attempt where the line is at fault. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from './http.js';

/** Milliseconds until the first further attempt, and at most between two. */
const [FIRST, LONGEST] = [500, 10_000];

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Milliseconds without a success after which the failure is told. */
  readonly patience: number;
  /** Told in a line when an attempt has failed. */
  readonly note: (line: string) => void;
}

/** Repeats what may be repeated until it succeeds, is refused for good, or patience is over. */
export async function retrying<Result>(
  { signal, patience, note }: RetryOptions,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const until = performance.now() + patience;
  for (let wait = FIRST; ; wait = Math.min(wait * 2, LONGEST)) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error) || performance.now() + wait > until) throw error;
      note(
        `${error instanceof Error ? ('detail' in error && String(error.detail)) || error.message : ''} Trying again.`,
      );
      await sleep(wait, undefined, { signal });
    }
  }
}
