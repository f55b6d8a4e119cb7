/** Fetches an archive on a phone, straight to storage, and offers it in the share sheet once it is whole. */
import { File, FileMode, Paths } from 'expo-file-system';
import * as Sharing from 'expo-sharing';
import { headersOf, urlOf } from '../../api/connection';
import { RequestFailed, type Failure } from '../../api/failure';
import { END_BYTES, isArchiveEnd } from './archive-end';
import type { Download } from './transfer';

export const download: Download = async ({ connection, path, fallbackName, onProgress, signal }) => {
  // Android leaves a partly written file behind when the connection breaks: under a name that nobody takes for a good one.
  const partial = new File(Paths.cache, `${fallbackName}.part`);
  removeIfThere(partial);
  const task = File.createDownloadTask(urlOf(connection, path), partial, {
    headers: { ...headersOf(connection), Accept: 'application/gzip, application/problem+json' },
    sessionType: 'foreground',
    onProgress: ({ bytesWritten, totalBytes }) => onProgress(bytesWritten, Math.max(0, totalBytes)),
    signal,
  });
  try {
    await task.downloadAsync();
  } catch (cause) {
    removeIfThere(partial);
    throw new RequestFailed(signal.aborted ? { kind: 'cancelled' } : failureFrom(cause), { cause });
  } finally {
    task.release();
  }
  if (!isArchiveEnd(tailOf(partial))) {
    removeIfThere(partial);
    throw new RequestFailed({ kind: 'incomplete' });
  }
  return keep(partial, fallbackName);
};

/** Its last bytes alone: the file may be larger than the memory, and nothing native unpacks it. */
function tailOf(file: File): Uint8Array {
  const handle = file.open(FileMode.ReadOnly);
  try {
    handle.offset = Math.max(0, file.size - END_BYTES);
    return handle.readBytes(Math.min(file.size, END_BYTES));
  } finally {
    handle.close();
  }
}

/** Where there is no share sheet, the file stays in the app's documents. */
async function keep(partial: File, name: string): Promise<{ name: string; size: number }> {
  try {
    const whole = new File(Paths.document, name);
    await partial.move(whole, { overwrite: true });
    const kept = new File(Paths.document, name);
    const size = kept.size;
    if (await Sharing.isAvailableAsync()) {
      await Sharing.shareAsync(kept.uri, { mimeType: 'application/gzip', UTI: 'org.gnu.gnu-zip-archive' });
    }
    return { name, size };
  } catch (cause) {
    removeIfThere(partial);
    throw new RequestFailed({ kind: 'not-saved' }, { cause });
  }
}

/** The native module tells a refusal by the HTTP status inside its message, and nothing else of the answer. */
function failureFrom(cause: unknown): Failure {
  const status = Number(/HTTP (\d{3})/.exec(cause instanceof Error ? cause.message : '')?.[1] ?? 0);
  if (status === 401) return { kind: 'signed-out' };
  return status === 0 ? { kind: 'network' } : { kind: 'unexpected', status };
}

function removeIfThere(file: File): void {
  if (file.exists) file.delete();
}
