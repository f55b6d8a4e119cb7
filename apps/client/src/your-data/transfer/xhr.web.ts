/** One request from a browser whose body is counted as it leaves: fetch cannot tell how much of a body has left. */
import { RequestFailed } from '../../api/failure';
import type { OnProgress } from './transfer';

export interface XhrRequest {
  readonly method: 'POST' | 'PATCH' | 'HEAD' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: FormData | Blob;
  readonly onProgress?: OnProgress;
  readonly signal: AbortSignal;
}

export interface XhrAnswer {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => string | null;
}

/** An answer with any status. Rejects with RequestFailed: network or cancelled. */
export function sendXhr({ method, url, headers, body, onProgress, signal }: XhrRequest): Promise<XhrAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new RequestFailed({ kind: 'cancelled' }));
      return;
    }
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    signal.addEventListener('abort', abort, { once: true });
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    // Whoever listens to what leaves makes a preflight of a request to another origin.
    if (onProgress) {
      xhr.upload.onprogress = (event) => onProgress(event.loaded, event.lengthComputable ? event.total : 0);
      xhr.upload.onload = (event) => onProgress(event.loaded, event.loaded);
    }
    xhr.onload = () =>
      resolve({
        status: xhr.status,
        body: xhr.responseText,
        header: (name) => xhr.getResponseHeader(name),
      });
    xhr.onabort = () => reject(new RequestFailed({ kind: 'cancelled' }));
    xhr.onerror = () => reject(new RequestFailed({ kind: 'network' }));
    xhr.onloadend = () => signal.removeEventListener('abort', abort);
    xhr.send(body ?? null);
  });
}

/** Rejects with `file-unreadable` where that is why; a file that changed on disk and a lost connection look the same, only reading it again tells. */
export async function orUnreadable<Answer>(blob: Blob, sent: Promise<Answer>): Promise<Answer> {
  try {
    return await sent;
  } catch (thrown) {
    if (!(thrown instanceof RequestFailed) || thrown.failure.kind !== 'network') throw thrown;
    throw (await isReadable(blob))
      ? thrown
      : new RequestFailed({ kind: 'file-unreadable' }, { cause: thrown });
  }
}

async function isReadable(blob: Blob): Promise<boolean> {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
