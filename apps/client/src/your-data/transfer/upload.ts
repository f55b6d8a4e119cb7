/** Sends a file from a phone, streamed from its URI by the operating system: the bytes never pass through JavaScript. */
import { File, UploadType } from 'expo-file-system';
import { headersOf, urlOf } from '../../api/connection';
import { RequestFailed } from '../../api/failure';
import type { Upload } from './transfer';

export const upload: Upload = async ({ connection, path, file, parameters, headers, onProgress, signal }) => {
  const local = new File(file.uri);
  if (!local.exists) throw new RequestFailed({ kind: 'file-unreadable' });
  const task = local.createUploadTask(urlOf(connection, path), {
    httpMethod: 'POST',
    uploadType: UploadType.MULTIPART,
    fieldName: 'file',
    mimeType: 'application/gzip',
    parameters: { ...parameters },
    headers: { ...headersOf(connection), ...headers },
    // A background session outlives the app, but its answer would then reach nobody.
    sessionType: 'foreground',
    onProgress: ({ bytesSent, totalBytes }) => onProgress(bytesSent, Math.max(0, totalBytes)),
    signal,
  });
  try {
    const { status, body } = await task.uploadAsync();
    return { status, body };
  } catch (cause) {
    if (signal.aborted) throw new RequestFailed({ kind: 'cancelled' }, { cause });
    throw new RequestFailed({ kind: local.exists ? 'network' : 'file-unreadable' }, { cause });
  } finally {
    task.release();
  }
};
