/** Waits for an import that belongs to the service, whatever becomes of the line meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportResult } from '../../portability/index.js';
import { counted } from '../amount.js';
import { startProgress, type Progress } from '../progress.js';
import { readJson, Refused, send, type Call } from './http.js';
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
 * Sends the request under its key until it is answered, and waits for the result. Where the person gives up, the service is asked to stop.
 * @throws Refused, Unreachable when patience is over
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
      return readJson<ImportResult | Running>(sent, remote.url);
    });
    while ('state' in answer) {
      show.update(answer);
      await sleep(1_000, undefined, { signal });
      answer = await retrying(retry, () => status('GET', signal));
    }
    return answer;
  } catch (error) {
    if (signal.aborted) await stop(status).catch(() => undefined);
    throw error;
  } finally {
    show.end();
  }
}

/** Resolves when the import has ended, whichever way, or nobody answers in time. */
async function stop(
  status: (method: 'GET' | 'DELETE', ended: AbortSignal) => Promise<ImportResult | Running>,
): Promise<void> {
  const late = AbortSignal.timeout(STOP_TAKES);
  let answer = await status('DELETE', late);
  while ('state' in answer) {
    await sleep(200, undefined, { signal: late });
    answer = await status('GET', late).catch((error: unknown) => {
      if (error instanceof Refused) return {} as ImportResult;
      throw error;
    });
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
