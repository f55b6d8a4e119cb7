/** Sends a large file once, in pieces, and goes on where it was when the connection comes back: tus 1.0 (https://tus.io), as much as it takes. */
import { headersOf, urlOf, type Connection } from '../../api/connection';
import { failureOf, RequestFailed } from '../../api/failure';
import { parseProblem } from '../../api/problem';
import { orUnreadable, sendXhr, type XhrAnswer, type XhrRequest } from './xhr.web';
import type { PickedFile, UploadRequest } from './transfer';

export type SentOnce =
  | { readonly state: 'sent'; readonly id: string }
  /** The service has no such uploads, or no room for this one: the file goes with the form. */
  | { readonly state: 'not-offered' }
  | { readonly state: 'refused'; readonly answer: XhrAnswer };

/** Bytes of one request: as much is lost at most where a proxy collects a request before it passes it on. */
const PIECE = 8 * 1024 * 1024;
/** Tries in a row that brought nothing further, after which it gives up; whoever tries again later goes on where it was. */
const PATIENCE = 5;
/** Between two tries, in ms, by how many brought nothing. */
const pause = (tries: number): number => 500 * 2 ** Math.min(tries - 1, 3);

const TUS = { 'Tus-Resumable': '1.0.0' };
const addressOf = (id: string): `/api/uploads/${string}` => `/api/uploads/${id}`;

/** What was begun for a file that is still chosen. */
const begun = new WeakMap<Blob, string>();

/** What the service has of a file, or a part of it. */
export const uploadOf = (blob: Blob | undefined): string | undefined => blob && begun.get(blob);

/** The next use of the file begins anew. */
export function forgetUpload(blob: Blob): void {
  begun.delete(blob);
}

/** Tells the service that what was sent of the file is not needed any more; that it cannot be told does not matter, as it forgets by itself. */
export function removeUpload(connection: Connection, { file, upload }: PickedFile): void {
  const id = upload ?? uploadOf(file);
  if (id === undefined) return;
  if (file !== undefined) begun.delete(file);
  const { signal } = new AbortController();
  void ask({ connection, signal }, 'DELETE', id).catch(() => undefined);
}

type Asking = Pick<UploadRequest, 'connection' | 'signal'>;
type Sending = Asking & Pick<UploadRequest, 'onProgress'>;

/** Rejects with RequestFailed: network, file-unreadable or cancelled. */
export async function uploadOnce(request: Sending, blob: Blob): Promise<SentOnce> {
  const { onProgress } = request;
  const known = begun.get(blob);
  let id = known ?? '';
  // Where something was sent before, only the service knows how much.
  let offset = known === undefined ? null : ((await offsetOf(request, known)) ?? null);
  if (offset === null) {
    const created = await create(request, blob);
    if (created.state !== 'sent') return created;
    ({ id } = created);
    offset = 0;
    begun.set(blob, id);
  }
  for (let tries = 0; offset < blob.size;) {
    const from: number = offset;
    onProgress(from, blob.size + 1);
    const answer = await orNoAnswer(
      orUnreadable(
        blob,
        send(request, 'PATCH', id, {
          headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(from) },
          body: blob.slice(from, from + PIECE),
          onProgress: (done) => onProgress(from + Math.min(done, PIECE), blob.size + 1),
        }),
      ),
    );
    if (answer?.status === 204) offset = Number(answer.header('Upload-Offset'));
    else if (answer && !isPassing(answer.status)) return refused(blob, answer);
    else {
      if (tries >= PATIENCE) return gaveUp(answer);
      await new Promise((resolve) => setTimeout(resolve, pause(tries + 1)));
      offset = (await orNoAnswer(offsetOf(request, id))) ?? from;
    }
    tries = offset > from ? 0 : tries + 1;
  }
  return { state: 'sent', id };
}

async function create(request: Asking, blob: Blob): Promise<SentOnce> {
  const { connection, signal } = request;
  const answer = await sendXhr({
    method: 'POST',
    url: urlOf(connection, '/api/uploads'),
    headers: { ...headersOf(connection), ...TUS, 'Upload-Length': String(blob.size) },
    signal,
  });
  const id = answer.header('Location')?.replace(/\/+$/, '').split('/').pop();
  if (answer.status === 201 && id) return { state: 'sent', id };
  const isOffered = ![404, 405].includes(answer.status);
  if (!isOffered || parseProblem(answer.body)?.slug === 'upload-quota-exceeded')
    return { state: 'not-offered' };
  return { state: 'refused', answer };
}

/** Bytes that the service has; undefined where it does not know the upload, or cannot say. */
async function offsetOf(request: Asking, id: string): Promise<number | undefined> {
  const answer = await ask(request, 'HEAD', id);
  const offset = answer.header('Upload-Offset');
  return answer.status === 200 && offset !== null ? Number(offset) : undefined;
}

/** A place elsewhere, an earlier request that has not ended, a full server or a proxy without one: it passes. */
const isPassing = (status: number): boolean =>
  status === 409 || status === 423 || status === 429 || status >= 500;

/** What the service does not know any more is sent anew with the next use of the file. */
function refused(blob: Blob, answer: XhrAnswer): SentOnce {
  if (answer.status === 404) begun.delete(blob);
  return { state: 'refused', answer };
}

function gaveUp(answer: XhrAnswer | null): SentOnce {
  if (answer === null) throw new RequestFailed({ kind: 'network' });
  return { state: 'refused', answer };
}

/** Null where the connection was lost. */
const orNoAnswer = <Result>(asked: Promise<Result>): Promise<Result | null> =>
  asked.catch((thrown: unknown) => {
    if (failureOf(thrown).kind === 'network') return null;
    throw thrown;
  });

const send = (
  { connection, signal }: Asking,
  method: XhrRequest['method'],
  id: string,
  more: Partial<XhrRequest>,
): Promise<XhrAnswer> =>
  sendXhr({
    method,
    url: urlOf(connection, addressOf(id)),
    signal,
    ...more,
    headers: { ...headersOf(connection), ...TUS, ...more.headers },
  });

const ask = (asking: Asking, method: 'HEAD' | 'DELETE', id: string): Promise<XhrAnswer> =>
  send(asking, method, id, {});
