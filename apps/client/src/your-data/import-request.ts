/** The two requests of an import, from a picked file to a typed answer. */
import { Platform } from 'react-native';
import type { Connection } from '../api/connection';
import { failureFromAnswer, failureOf, RequestFailed } from '../api/failure';
import { parseAnswer } from '../api/request-json';
import type { ImportForm, ImportMode, ImportResult, Preview } from '../api/types';
import { isAllSent, type Sent } from './import-machine';
import { lookUpImport, newRequestId } from './import-outcome';
import type { OnProgress, PickedFile, Upload } from './transfer/transfer';

interface Sending {
  readonly upload: Upload;
  readonly connection: Connection;
  readonly file: PickedFile;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What the archive holds and would do; changes nothing. Throws RequestFailed. */
export function requestPreview(sending: Sending): Promise<Preview> {
  return send<Preview>(sending, '/api/import/preview', {}, {});
}

/**
 * Imports; `sha256` is the previewed file's digest, so that another file is refused. When the answer is lost, asks
 * what became of it. Throws RequestFailed: only `end-unknown` leaves open whether anything has changed.
 */
export async function requestImport(
  sending: Sending,
  mode: ImportMode,
  sha256: string,
): Promise<ImportResult> {
  const form: ImportForm = { mode, confirm: sha256 };
  const id = newRequestId();
  let sent: Sent = { done: 0, total: 0 };
  const onProgress: OnProgress = (done, total) => {
    sent = { done, total };
    sending.onProgress(done, total);
  };
  try {
    return await send<ImportResult>(
      { ...sending, onProgress },
      '/api/import',
      { ...form },
      { 'X-Request-Id': id },
    );
  } catch (thrown) {
    const failure = failureOf(thrown);
    const lost = failure.kind === 'unexpected' || (failure.kind === 'network' && mayHaveArrived(sent));
    if (!lost) throw thrown;
    const outcome = await lookUpImport({ connection: sending.connection, id, signal: sending.signal });
    if (outcome.state === 'done') return outcome.result;
    throw new RequestFailed(
      { kind: outcome.state === 'nothing' ? 'not-imported' : 'end-unknown' },
      { cause: thrown },
    );
  }
}

/** A browser counts exactly what has left; a phone's count may lag behind. */
function mayHaveArrived(sent: Sent): boolean {
  return isAllSent(sent) || (Platform.OS !== 'web' && sent.done > 0);
}

async function send<T>(
  { upload, ...rest }: Sending,
  path: '/api/import/preview' | '/api/import',
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<T> {
  const { status, body } = await upload({ ...rest, path, parameters, headers });
  if (status < 200 || status > 299) throw new RequestFailed(failureFromAnswer(status, body));
  return parseAnswer<T>(status, body);
}
