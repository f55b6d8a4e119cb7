/** Sends a file from a browser: XMLHttpRequest, because fetch cannot tell how much of a body has left. */
import { headersOf, urlOf } from '../../api/connection';
import { RequestFailed } from '../../api/failure';
import type { Upload } from './transfer';

export const upload: Upload = async ({ connection, path, file, parameters, headers, onProgress, signal }) => {
  const blob = file.file;
  if (blob === undefined) throw new RequestFailed({ kind: 'file-unreadable' });
  const form = new FormData();
  for (const [name, value] of Object.entries(parameters)) form.append(name, value);
  form.append('file', blob, file.name);

  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new RequestFailed({ kind: 'cancelled' }));
      return;
    }
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    signal.addEventListener('abort', abort, { once: true });
    xhr.open('POST', urlOf(connection, path));
    for (const [name, value] of Object.entries({ ...headersOf(connection), ...headers }))
      xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => onProgress(event.loaded, event.lengthComputable ? event.total : 0);
    xhr.upload.onload = (event) => onProgress(event.loaded, event.loaded);
    xhr.onload = () => resolve({ status: xhr.status, body: xhr.responseText });
    xhr.onabort = () => reject(new RequestFailed({ kind: 'cancelled' }));
    xhr.onerror = () => {
      // A file that changed on disk and a lost connection look the same here; only reading it again tells.
      void isReadable(blob).then((readable) =>
        reject(new RequestFailed({ kind: readable ? 'network' : 'file-unreadable' })),
      );
    };
    xhr.onloadend = () => signal.removeEventListener('abort', abort);
    xhr.send(form);
  });
};

async function isReadable(blob: Blob): Promise<boolean> {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
