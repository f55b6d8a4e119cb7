/** The two requests of an import, from a picked file to a typed answer. */
import { Platform } from 'react-native';
import type { Connection } from '../api/connection';
import { failureFromAnswer, failureOf, RequestFailed, type Failure } from '../api/failure';
import { parseAnswer } from '../api/request-json';
import type { ImportForm, ImportMode, ImportResult, ImportStatus, Preview } from '../api/types';
import { followImport, isRunning } from './follow-import';
import { isAllSent, type Sent } from './import-state';
import type { OnProgress, PickedFile, Upload } from './transfer/transfer';

interface Sending {
  readonly upload: Upload;
  readonly connection: Connection;
  readonly file: PickedFile;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  /** What of the archive is meant, as parts of the form. */
  readonly choice: Readonly<Record<string, string>>;
}

export interface Importing extends Sending {
  readonly mode: ImportMode;
  /** What was shown and agreed to: the digest of the plan, so that nothing else is done. */
  readonly confirm: string;
  /** Names this import: the service carries it out once. */
  readonly key: string;
  /** How far the service is; null while it cannot be asked. */
  readonly onStatus: (status: ImportStatus | null) => void;
}

/** What the archive holds and would do; changes nothing. Throws RequestFailed. */
export function requestPreview(sending: Sending): Promise<Preview> {
  return send<Preview>(sending, '/api/import/preview', sending.choice, {});
}

/**
 * Imports. The service goes on by itself once it has the file; how far it is, and how it ended, is asked for by the key, also where
 * the connection got lost. Throws RequestFailed: only `end-unknown` leaves open whether anything has changed.
 */
export async function requestImport({
  mode,
  confirm,
  key,
  onStatus,
  ...sending
}: Importing): Promise<ImportResult> {
  const form: ImportForm = { mode, confirm };
  let sent: Sent = { done: 0, total: 0 };
  const onProgress: OnProgress = (done, total) => {
    sent = { done, total };
    sending.onProgress(done, total);
  };
  const headers = { 'Idempotency-Key': key, Prefer: 'respond-async' };
  const follow = (): Promise<ImportResult> => followImport({ ...sending, key, onStatus });
  let refused: unknown;
  try {
    const answer = await send<ImportResult | ImportStatus>(
      { ...sending, onProgress },
      '/api/import',
      { ...form, ...sending.choice },
      headers,
    );
    if (!isRunning(answer)) return answer;
    onStatus(answer);
  } catch (thrown) {
    if (!mayHaveBegun(failureOf(thrown), sent)) throw thrown;
    refused = thrown;
  }
  return follow().catch((thrown: unknown) => {
    // Another import was running, and this one has not begun.
    const isRefused = failureOf(refused).kind === 'problem' && failureOf(thrown).kind === 'not-imported';
    throw isRefused ? refused : thrown;
  });
}

/** Whether the service may carry the import out though it did not say so: something between has sent the request twice, or the answer is lost. */
function mayHaveBegun(failure: Failure, sent: Sent): boolean {
  if (failure.kind === 'problem')
    return failure.problem.slug === 'import-in-progress' || failure.problem.outcome === 'unknown';
  return failure.kind === 'unexpected' || (failure.kind === 'network' && mayHaveArrived(sent));
}

/** A browser counts exactly what has left; a phone's count may lag behind. */
function mayHaveArrived(sent: Sent): boolean {
  return isAllSent(sent) || (Platform.OS !== 'web' && sent.done > 0);
}

async function send<T>(
  { upload, connection, file, onProgress, signal }: Sending,
  path: '/api/import/preview' | '/api/import',
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<T> {
  const { status, body } = await upload({ connection, file, onProgress, signal, path, parameters, headers });
  if (status < 200 || status > 299) throw new RequestFailed(failureFromAnswer(status, body));
  return parseAnswer<T>(status, body);
}
