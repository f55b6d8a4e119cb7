/** The two requests of an import, from a picked file to a typed answer. */
import type { Connection } from '../api/connection';
import { failureFromAnswer, RequestFailed } from '../api/failure';
import { parseAnswer } from '../api/request-json';
import type { ImportForm, ImportMode, ImportResult, Preview } from '../api/types';
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
  return send<Preview>(sending, '/api/import/preview', {});
}

/** Imports; `sha256` is the previewed file's digest, so that another file is refused. Throws RequestFailed. */
export function requestImport(sending: Sending, mode: ImportMode, sha256: string): Promise<ImportResult> {
  const form: ImportForm = { mode, confirm: sha256 };
  return send<ImportResult>(sending, '/api/import', { ...form });
}

async function send<T>(
  { upload, ...rest }: Sending,
  path: '/api/import/preview' | '/api/import',
  parameters: Readonly<Record<string, string>>,
): Promise<T> {
  const { status, body } = await upload({ ...rest, path, parameters });
  if (status < 200 || status > 299) throw new RequestFailed(failureFromAnswer(status, body));
  return parseAnswer<T>(status, body);
}
