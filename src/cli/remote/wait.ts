/** Waits for an import that belongs to the service, whatever becomes of the line meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportResult } from '../../portability/files.js';
import { counted } from '../amount.js';
import { Interrupted, Unreachable } from '../exit.js';
import { startProgress, type Progress } from '../progress.js';
import { isPassing, readJson, Refused, send, type Call } from './http.js';
import type { Remote } from './login-file.js';
import { retrying, type RetryOptions } from './retry.js';

/** How far an import is, as the service tells it. */
interface Running {
  readonly state: 'running';
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
}

/** Milliseconds for which a service that does not answer is asked again: it may be starting anew. */
const PATIENCE = 15 * 60_000;
/** Milliseconds for the wish to stop. */
const STOP_TAKES = 10_000;

export interface NamedCall {
  readonly key: string;
  readonly label: string;
  /** Makes the request anew for each attempt. */
  readonly call: () => Call;
}

/**
 * Sends the request under its key until it is answered, and waits for the result. Where the person gives up, the service is asked to stop;
 * the result is answered where that comes too late.
 * @throws Refused, Unreachable when patience is over, Interrupted where nobody says whether it was stopped, the signal's reason where it was
 */
export async function carryOutRemotely(
  remote: Remote,
  { key, label, call }: NamedCall,
  { signal, note }: Pick<RetryOptions, 'signal' | 'note'>,
): Promise<ImportResult> {
  const retry = { signal, note, patience: PATIENCE };
  const headers = { 'idempotency-key': key, prefer: 'respond-async' };
  const status = (method: 'GET' | 'DELETE', ended: AbortSignal): Promise<ImportResult | Running> =>
    send(remote, { method, path: `/api/import/${encodeURIComponent(key)}` }, ended).then((answer) =>
      readJson(answer, remote.url),
    );
  const show = follow(label);
  try {
    // The same request under the same key is done once: sending it again is safe.
    let answer = await retrying(retry, async () => {
      const request = call();
      const sent = await send(remote, { ...request, headers: { ...request.headers, ...headers } }, signal);
      return readJson<ImportResult | Running>(sent, remote.url).catch((error: unknown) =>
        earlierAttempt(error, () => status('GET', signal)),
      );
    });
    while ('state' in answer) {
      show.update(answer);
      await sleep(1_000, undefined, { signal });
      answer = await retrying(retry, () => status('GET', signal));
    }
    return answer;
  } catch (error) {
    if (!signal.aborted) throw error;
    const done = await stop(status).catch(() => {
      throw new Interrupted(
        `Stopped waiting. ${remote.url} does not say what became of it: “carol history” will, and the same command with --key ${key} goes on with it.`,
      );
    });
    if (!done) throw error;
    note('Too late to stop it: it was done.');
    return done;
  } finally {
    show.end();
  }
}

/**
 * The attempt whose answer was lost, where that is what runs.
 * @throws Unreachable where its archive still arrives, on a line that has broken: it is to be sent again; else the error
 */
async function earlierAttempt(
  error: unknown,
  status: () => Promise<ImportResult | Running>,
): Promise<ImportResult | Running> {
  if (!(error instanceof Refused) || error.slug !== 'import-in-progress') throw error;
  const earlier = await status().catch(() => {
    throw error;
  });
  if ('state' in earlier && earlier.phase === 'receive') throw new Unreachable(error.detail);
  return earlier;
}

/** @returns the result of what was done already, undefined where it was stopped or never begun. @throws Error where nobody says so in time */
async function stop(
  status: (method: 'GET' | 'DELETE', ended: AbortSignal) => Promise<ImportResult | Running>,
): Promise<ImportResult | undefined> {
  const late = AbortSignal.timeout(STOP_TAKES);
  try {
    let answer = await status('DELETE', late);
    while ('state' in answer) {
      await sleep(200, undefined, { signal: late });
      answer = await status('GET', late);
    }
    return answer;
  } catch (error) {
    // It failed, or nobody knows of it.
    if (error instanceof Refused && !isPassing(error)) return undefined;
    throw error;
  }
}

/** A bar, or a line, for each phase. */
function follow(label: string): { update(now: Running): void; end(): void } {
  let phase = '';
  let bar: Progress | undefined;
  return {
    update(now) {
      if (now.phase !== phase) {
        bar?.end();
        ({ phase } = now);
        const total = now.total ?? undefined;
        bar = startProgress(`${label}: ${phase}`, total, (done) => counted(done, ['step', 'steps']));
      }
      bar?.update(now.done);
    },
    end: () => bar?.end(),
  };
}
