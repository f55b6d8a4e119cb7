/** The last imports, and the way back from one. */
import { useCallback, useEffect, useState } from 'react';
import type { Connection } from '../api/connection';
import { failureOf, type Failure } from '../api/failure';
import { requestJson } from '../api/request-json';
import type { ImportResult, KindEffects, PastImport } from '../api/types';

/** `key` is of the import that is being undone. */
export type UndoState =
  | { readonly step: 'idle' }
  | { readonly step: 'undoing'; readonly key: string }
  /** Something has changed since the import: this is what would be done, under the name that agrees to just that. */
  | { readonly step: 'asking'; readonly key: string; readonly effects: KindEffects; readonly plan: string }
  | { readonly step: 'undone' }
  | { readonly step: 'forgetting'; readonly key: string }
  /** What was kept for undoing it is gone. */
  | { readonly step: 'forgotten' }
  | {
      readonly step: 'failed';
      readonly doing: 'undo' | 'forget';
      readonly key: string;
      readonly failure: Failure;
    };

export interface Undoing {
  readonly imports: readonly PastImport[];
  readonly state: UndoState;
  /** @param plan what was agreed to, where something has changed since */
  readonly undo: (key: string, plan?: string) => void;
  readonly leave: () => void;
  /** Removes what is kept for undoing an import. */
  readonly forget: (key: string) => void;
}

const IDLE: UndoState = { step: 'idle' };

/**
 * @param userId null while nobody is signed in
 * @param imported changes when an import has ended: then the list is read anew
 */
export function useUndo(connection: Connection, userId: string | null, imported: boolean): Undoing {
  const [imports, setImports] = useState<readonly PastImport[]>([]);
  const [state, setState] = useState<UndoState>(IDLE);

  const look = useCallback(async (): Promise<readonly PastImport[]> => {
    const found = await requestHistory(connection);
    setImports(found);
    return found;
  }, [connection]);

  useEffect(() => {
    setState(IDLE);
    if (userId === null) setImports([]);
    // A list that cannot be read now is read with the next import.
    else void look().catch(() => undefined);
  }, [userId, imported, look]);

  const undo = useCallback(
    (key: string, plan?: string): void => {
      setState({ step: 'undoing', key });
      void requestUndo(connection, key, plan)
        .catch((thrown: unknown) => thrown)
        .then(async (thrown) => {
          // Where the answer got lost, the list says whether it was done.
          const found = await look().catch(() => []);
          const isDone = thrown === undefined || found.some(({ undoes }) => undoes === key);
          setState(isDone ? { step: 'undone' } : afterRefusal(key, failureOf(thrown)));
        });
    },
    [connection, look],
  );
  const leave = useCallback(() => setState(IDLE), []);
  const forget = useCallback(
    (key: string): void => {
      setState({ step: 'forgetting', key });
      void requestForget(connection, key)
        .catch((thrown: unknown) => thrown)
        .then(async (thrown) => {
          const found = await look().catch(() => []);
          const isGone = thrown === undefined || found.some((past) => past.key === key && past.undo === null);
          setState(
            isGone
              ? { step: 'forgotten' }
              : { step: 'failed', doing: 'forget', key, failure: failureOf(thrown) },
          );
        });
    },
    [connection, look],
  );
  return { imports, state, undo, leave, forget };
}

function afterRefusal(key: string, failure: Failure): UndoState {
  if (failure.kind === 'problem' && failure.problem.slug === 'preview-stale') {
    const { effects, plan } = failure.problem;
    if (effects !== null && plan !== null) return { step: 'asking', key, effects, plan };
  }
  return { step: 'failed', doing: 'undo', key, failure };
}

async function requestHistory(connection: Connection): Promise<readonly PastImport[]> {
  const answer = await requestJson<{ readonly imports?: readonly PastImport[] } | null>(
    connection,
    'GET',
    '/api/import/history',
  );
  return answer?.imports ?? [];
}

async function requestForget(connection: Connection, key: string): Promise<void> {
  await requestJson<null>(connection, 'DELETE', `/api/import/${encodeURIComponent(key)}/copy`);
}

async function requestUndo(connection: Connection, key: string, plan?: string): Promise<void> {
  const confirm = plan === undefined ? '' : `?confirm=${plan}`;
  await requestJson<ImportResult>(
    connection,
    'POST',
    `/api/import/${encodeURIComponent(key)}/undo${confirm}`,
  );
}
