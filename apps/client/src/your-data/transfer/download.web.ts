/** Fetches an archive in a browser: counted and checked while it arrives, offered only once it is whole. */
import { headersOf, urlOf } from '../../api/connection';
import { failureFromAnswer, RequestFailed } from '../../api/failure';
import { checkArchive } from './check-archive.web';
import { fileNameFrom } from './file-name';
import type { Download, OnProgress } from './transfer';
import { saveBlob } from './save-blob.web';

/** Chunks are handed to the browser's blob store (which spills to disk) in pieces of this size: 8 MiB. */
const PIECE_BYTES = 8 * 1024 * 1024;

export const download: Download = async ({ connection, path, fallbackName, onProgress, signal }) => {
  let blob: Blob;
  let name: string;
  try {
    const response = await fetch(urlOf(connection, path), {
      headers: { ...headersOf(connection), Accept: 'application/gzip, application/problem+json' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    });
    if (!response.ok) throw new RequestFailed(failureFromAnswer(response.status, await response.text()));
    name = fileNameFrom(response.headers.get('Content-Disposition')) ?? fallbackName;
    blob = await collect(response, onProgress);
  } catch (cause) {
    if (cause instanceof RequestFailed) throw cause;
    throw new RequestFailed({ kind: signal.aborted ? 'cancelled' : 'network' }, { cause });
  }
  saveBlob(blob, name);
  return { name, size: blob.size };
};

/**
 * Rejects when the connection breaks before the body ends, or the archive does: what came so far is dropped. A proxy that takes the end
 * of a service's process for the end of its answer ends the body as if it were whole.
 */
async function collect(response: Response, onProgress: OnProgress): Promise<Blob> {
  const total = Number(response.headers.get('Content-Length') ?? 0);
  const reader = response.body!.getReader();
  const check = checkArchive();
  const pieces: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let waitingBytes = 0;
  let received = 0;
  const flush = () => {
    pieces.push(new Blob(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    waiting.push(value);
    waitingBytes += value.byteLength;
    received += value.byteLength;
    if (waitingBytes >= PIECE_BYTES) flush();
    onProgress(received, total);
    await check.add(value);
  }
  if (total > 0 && received < total) throw new RequestFailed({ kind: 'network' });
  if (!(await check.isWhole())) throw new RequestFailed({ kind: 'incomplete' });
  flush();
  return new Blob(pieces, { type: 'application/gzip' });
}
