/** Follows an import that the service carries out by itself, by the key that it was sent with, until it has ended. */
import type { Connection } from '../api/connection';
import { failureOf, RequestFailed, type Failure } from '../api/failure';
import { requestJson } from '../api/request-json';
import type { ImportResult, ImportStatus } from '../api/types';

interface Follow {
  readonly connection: Connection;
  readonly key: string;
  readonly signal: AbortSignal;
  /** How far it is; null while the service cannot be asked. */
  readonly onStatus: (status: ImportStatus | null) => void;
  /** Between two questions, in ms, by how many there were. */
  readonly pause?: (asked: number) => number;
  /** Questions in a row without an answer, after which it gives up. */
  readonly patience?: number;
}

/** Soon at first, as small imports take a moment; every two seconds at last. */
const growing = (asked: number): number => Math.min(2_000, 200 * asked);
/** About ten minutes. */
const PATIENCE = 300;

const addressOf = (key: string): `/api/import/${string}` => `/api/import/${encodeURIComponent(key)}`;

/**
 * Throws RequestFailed: the problem that the import ended with, `not-imported`, `signed-out`, `cancelled`, and `end-unknown` where the
 * service could not be asked for long.
 */
export async function followImport({
  connection,
  key,
  signal,
  onStatus,
  pause = growing,
  patience = PATIENCE,
}: Follow): Promise<ImportResult> {
  let unanswered = 0;
  for (let asked = 0; unanswered < patience; asked++) {
    if (asked > 0) await new Promise((resolve) => setTimeout(resolve, pause(asked)));
    if (signal.aborted) throw new RequestFailed({ kind: 'cancelled' });
    try {
      const answer = await requestJson<ImportResult | ImportStatus>(connection, 'GET', addressOf(key));
      if (!isRunning(answer)) return answer;
      unanswered = 0;
      onStatus(answer);
    } catch (thrown) {
      const end = endIn(failureOf(thrown));
      if (end !== null) throw new RequestFailed(end, { cause: thrown });
      unanswered++;
      onStatus(null);
    }
  }
  throw new RequestFailed({ kind: 'end-unknown' });
}

/** Asks that the import stop; whoever follows it learns what came of that. */
export async function stopImport(connection: Connection, key: string): Promise<void> {
  await requestJson<unknown>(connection, 'DELETE', addressOf(key)).catch(() => undefined);
}

export const isRunning = (answer: ImportResult | ImportStatus): answer is ImportStatus => 'state' in answer;

/** The failure that the import has ended with; null where it was only the question that failed. */
function endIn(failure: Failure): Failure | null {
  if (failure.kind === 'signed-out') return failure;
  if (failure.kind !== 'problem') return null;
  if (failure.problem.slug === 'not-found') return { kind: 'not-imported' };
  return failure.problem.outcome === 'failed' ? failure : null;
}

/** A UUID of version 4 (RFC 9562) that names one import among a person's own: nothing secret hangs on it. */
export function newImportKey(random: () => number = Math.random): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
