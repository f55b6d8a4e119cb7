/** Finds out what became of an import whose answer was lost, by the id that its request carried. */
import type { Connection } from '../api/connection';
import { failureOf, RequestFailed } from '../api/failure';
import { requestJson } from '../api/request-json';
import type { ImportResult } from '../api/types';

export type Outcome =
  | { readonly state: 'done'; readonly result: ImportResult }
  | { readonly state: 'nothing' }
  /** The service cannot be reached, or is still at it. */
  | { readonly state: 'unknown' };

interface LookUp {
  readonly connection: Connection;
  readonly id: string;
  readonly signal: AbortSignal;
  /** Between two questions, in ms. */
  readonly pause?: number;
  /** How often it asks before it gives up. */
  readonly attempts?: number;
}

/** Rejects with RequestFailed `cancelled` when the signal says so, and with nothing else. */
export async function lookUpImport({
  connection,
  id,
  signal,
  pause = 2_000,
  attempts = 30,
}: LookUp): Promise<Outcome> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    if (signal.aborted) throw new RequestFailed({ kind: 'cancelled' });
    try {
      return {
        state: 'done',
        result: await requestJson<ImportResult>(connection, 'GET', `/api/import/${id}`),
      };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.kind === 'problem' && failure.problem.slug === 'not-found') return { state: 'nothing' };
      if (failure.kind === 'signed-out') return { state: 'unknown' };
    }
  }
  return { state: 'unknown' };
}

/** A UUID of version 4 (RFC 9562) that names one request among a person's own: nothing secret hangs on it. */
export function newRequestId(random: () => number = Math.random): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
